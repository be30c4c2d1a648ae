"""The report's charts of a predicted number, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..data.contract import LABEL
from ..evaluation.report.svg import Axes, figure, picture
from .metrics import coverage
from .predictions import Predictions

TENTHS: Final = 10


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [calibration(model), errors(model, baselines), intervals(model)]


def calibration(model: Predictions) -> str:
    """Mean label against mean prediction, a dot a tenth of the rows."""
    predicted = [float(model.scores[rows, 0].mean()) for rows in tenths(model)]
    observed = [float(model.labels[rows].mean()) for rows in tenths(model)]
    ends = min(0.0, *predicted, *observed), max(*predicted, *observed) * 1.05
    axes = Axes(f"predicted {LABEL}", f"mean {LABEL}", x=ends, y=ends)
    dots = (axes.dot(x, y, "model-dot") for x, y in zip(predicted, observed, strict=True))
    marks = [axes.grid(), axes.line(ends, ends, "chance"), axes.line(predicted, observed, "model"), *dots]
    caption = "A dot is a tenth of the rows; on the diagonal a prediction is right in the mean."
    return figure("Predicted and observed", picture("Observed against predicted", marks), caption)


def errors(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
    """Share of the rows whose error is at most so large."""
    shares = np.linspace(0, 1, 101)
    found = {"model": model, **baselines}
    lines = {name: np.quantile(np.abs(p.labels - p.scores[:, 0]), shares) for name, p in found.items()}
    most = float(max(np.quantile(line, 0.95) for line in lines.values()))
    unit = f" ({design.UNIT})" if design.UNIT else ""
    axes = Axes(f"absolute error{unit}", "share of rows", x=(0.0, most))
    marks = [axes.grid()]
    for name, line in lines.items():
        seen = line <= most
        marks.append(axes.line(line[seen], shares[seen], "model" if name == "model" else "chance"))
    caption = f"The further left, the better. Dashed: {', '.join(baselines) or 'no baseline'}."
    return figure("Errors", picture("Distribution of the errors", marks), caption)


def intervals(model: Predictions) -> str:
    """Coverage of the interval in each tenth of the predictions."""
    places = [(number + 0.5) / TENTHS for number in range(TENTHS)]
    covered = [coverage(model.labels[rows], model.scores[rows]) for rows in tenths(model)]
    level = design.INTERVAL_LEVEL
    axes = Axes("share of the rows, by prediction", "share inside of the interval")
    dots = (axes.dot(x, y, "model-dot") for x, y in zip(places, covered, strict=True))
    lines = axes.line([0, 1], [level, level], "chance"), axes.line(places, covered, "model")
    marks = [axes.grid(), *lines, *dots]
    caption = f"An interval says {level:.0%} (dashed), for small predictions as for large ones."
    return figure("Intervals", picture("Coverage of the intervals", marks), caption)


def tenths(model: Predictions) -> list[NDArray[np.int64]]:
    """The rows in tenths, by prediction."""
    return np.array_split(np.argsort(model.scores[:, 0], kind="stable"), TENTHS)
