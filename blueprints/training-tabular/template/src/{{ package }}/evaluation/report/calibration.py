"""The chart of whether probabilities come true."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from .svg import Axes, figure, picture

TENTHS: Final = 10
HISTOGRAM_BINS: Final = 40


def reliability(
    probabilities: NDArray[np.float64], came_true: NDArray[np.generic], axes: Axes, caption: str
) -> str:
    """Share that came true in each tenth of the probabilities, over a histogram of them.

    Source: DeGroot & Fienberg 1983, "The Comparison and Evaluation of Forecasters", with equal counts.
    """
    tenths = np.array_split(np.argsort(probabilities, kind="stable"), TENTHS)
    predicted = [float(probabilities[rows].mean()) for rows in tenths]
    observed = [float(came_true[rows].mean()) for rows in tenths]
    counts, edges = np.histogram(probabilities, HISTOGRAM_BINS, (0.0, 1.0))
    marks = [
        axes.grid(),
        axes.area(edges[:-1], counts / counts.max() / 4, 1 / HISTOGRAM_BINS, "histogram"),
        axes.line([0, 1], [0, 1], "chance"),
        axes.line(predicted, observed, "model"),
        *(axes.dot(x, y, "model-dot") for x, y in zip(predicted, observed, strict=True)),
    ]
    return figure("Calibration", picture("Calibration curve", marks), caption)
