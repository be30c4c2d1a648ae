"""The report's charts of several classes, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import numpy as np

from ..data.contract import CLASSES
from ..evaluation.report.calibration import reliability
from ..evaluation.report.svg import Axes, figure, picture
from .metrics import Outcomes, average_precision
from .predictions import Predictions

HEADS: Final = (
    "holds in",
    "of known rows",
    "threshold",
    "answered in",
    "precision",
    "recall",
    "F1",
    "average precision",
)


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [by_class(model), calibration(model), numbers(model)]


def by_class(model: Predictions) -> str:
    """Each class by itself, as a table."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}{"" if judged else " (too rare to judge)"}</th>'
        f"{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        for name, judged, cells in zip(CLASSES, model.judged.tolist(), cells_of(model), strict=True)
    )
    table = f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    left_out = ", ".join(model.rare) or "none"
    caption = f"The test rows whose label is known. A mean over classes leaves out: {left_out}."
    return figure("Classes", table, caption)


def cells_of(model: Predictions) -> list[tuple[str, ...]]:
    """The cells of each class."""
    outcomes = Outcomes.of(model.labels, model.held)
    right, wrong, missed, known = (part.sum(axis=0) for part in outcomes)
    f1 = outcomes.f1(0, 0.0)
    cells = []
    for place, threshold in enumerate(model.head.thresholds):
        held, said = int(right[place] + missed[place]), int(right[place] + wrong[place])
        area = average_precision(model.labels[:, place], model.probabilities[:, place])
        shares = (right[place] / max(said, 1), right[place] / max(held, 1), f1[place], area)
        told = (f"{held:,}", f"{int(known[place]):,}", f"{threshold:.3f}", f"{said:,}")
        cells.append((*told, *(f"{share:.3f}" for share in shares)))
    return cells


def calibration(model: Predictions) -> str:
    """How often a class holds, against its probability, over all classes."""
    known = model.labels >= 0
    axes = Axes("probability of a label", "share that hold")
    caption = "A dot is a tenth of the labels; on the diagonal a probability means what it says."
    return reliability(model.probabilities[known], model.labels[known] == 1, axes, caption)


def numbers(model: Predictions) -> str:
    """How many labels a row has, and how many are answered."""
    known = model.labels >= 0
    told = np.arange(len(CLASSES) + 1)
    axes = Axes("labels a row", "share of the rows", x=(0.0, float(len(CLASSES))))
    shares = [
        np.bincount(held.sum(axis=1), minlength=len(told)) / len(held)
        for held in (model.labels == 1, model.held & known)
    ]
    marks = [
        axes.grid(),
        axes.area(told - 0.5, shares[0], 1.0, "histogram"),
        axes.line(told, shares[1], "model"),
    ]
    caption = "Bars: labels that hold; line: labels that are answered, of those that are known."
    return figure("Labels a row", picture("Number of labels", marks), caption)
