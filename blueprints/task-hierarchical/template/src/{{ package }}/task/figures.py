"""The report's charts of answers in a tree, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape

import numpy as np

from ..config.design import LEVELS
from ..evaluation.bootstrap import Rows, interval
from ..evaluation.report.calibration import reliability
from ..evaluation.report.svg import Axes, figure
from .metrics import by_level
from .predictions import Predictions
from .tree import NOTHING, PATHS


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [levels(model), calibration(model)]


def levels(model: Predictions) -> str:
    """How many rows are answered, and rightly, at each level, as a table."""
    answered = (PATHS[model.decisions] >= 0).mean(axis=0)
    rows = ""
    for place, level in enumerate(LEVELS):
        found = interval(partial(right, model, level), len(model.labels))
        share = by_level(model.told)[level]
        rows += (
            f'<tr><th scope="row">{escape(level)}</th><td>{answered[place]:.1%}</td>'
            f"<td>{share:.1%} <small>{found.low:.1%} to {found.high:.1%}</small></td></tr>"
        )
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("level", "answered", "right, of all rows"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return figure("Levels", table, "Every answer is a path: what is right at a level is right above it.")


def right(model: Predictions, level: str, rows: Rows) -> float:
    """Share of some of the rows whose class of the level is answered and right."""
    return by_level(model.told.where(rows))[level]


def calibration(model: Predictions) -> str:
    """How often the answered class holds, against its probability."""
    axes = Axes("probability of the answer", "share of answers that hold")
    caption = "A dot is a tenth of the rows; on the diagonal a probability means what it says."
    answered = model.decisions != NOTHING
    return reliability(np.minimum(model.told.sure, 1.0)[answered], model.right[answered], axes, caption)
