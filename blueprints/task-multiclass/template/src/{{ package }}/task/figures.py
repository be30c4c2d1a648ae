"""The report's charts of a class, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import numpy as np

from ..data.contract import CLASSES
from ..evaluation.report.calibration import reliability
from ..evaluation.report.svg import Axes, figure, picture
from .decision import certainty
from .metrics import confusion
from .predictions import Predictions

# The first rows are too few to say anything.
SHOWN_FROM: Final = 0.1


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [decisions(model), calibration(model), coverage(model)]


def decisions(model: Predictions) -> str:
    """The answers against the labels, as a table."""
    counts = confusion(model.labels, model.probabilities).tolist()
    names = [escape(name).replace("_", "_<wbr>") for name in CLASSES]
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = "".join(
        f'<tr><th scope="row">is {name}</th>{"".join(_cell(number, row) for number in row)}</tr>'
        for name, row in zip(names, counts, strict=True)
    )
    table = f'<table class="confusion"><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    caption = "A row for each true class, a column for each answer; shares are of the row."
    return figure("Answers", table, caption)


def calibration(model: Predictions) -> str:
    """How often the answered class is right, against its probability."""
    axes = Axes("probability of the answer", "share of right answers")
    caption = "A dot is a tenth of the rows; on the diagonal a probability means what it says."
    return reliability(certainty(model.probabilities), model.right, axes, caption)


def coverage(model: Predictions) -> str:
    """How often answers are right when only the surest rows are answered."""
    order = np.argsort(-certainty(model.probabilities), kind="stable")
    places = np.arange(1, len(order) + 1)
    right = np.cumsum(model.right[order]) / places
    share, overall = places / len(order), float(model.right.mean())
    shown = share >= SHOWN_FROM
    axes = Axes("share of rows that are answered, surest first", "share of right answers")
    marks = [
        axes.grid(),
        axes.line([0, 1], [overall, overall], "chance"),
        axes.line(share[shown], right[shown], "model"),
    ]
    caption = f"Dashed: {overall:.0%} when every row is answered; left of it, the rest goes to a person."
    return figure("Sure answers", picture("Accuracy by coverage", marks), caption)


def _cell(number: int, row: list[int]) -> str:
    share = number / max(sum(row), 1)
    return f'<td style="--share: {share:.2f}">{number:,}<small>{share:.0%}</small></td>'
