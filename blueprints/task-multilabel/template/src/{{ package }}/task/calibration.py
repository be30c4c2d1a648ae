"""Calibration of probabilities: a logistic map for each class; numpy only, so that serving can apply it.

It lives in the manifest rather than in the model graph: a few numbers can be read by a person.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

# Keeps the log odds finite where the model answers exactly 0 or 1.
EPSILON: Final = 1e-7


class Scaling(msgspec.Struct, frozen=True):
    """Probabilities as `1 / (1 + exp(-(slope * logit(p) + intercept)))`, with both for each class.

    A slope of 1 without an intercept changes nothing.

    Source: Platt 1999, "Probabilistic outputs for support vector machines".
    """

    slope: tuple[float, ...]
    intercept: tuple[float, ...]

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities, a row a row of the scores."""
        slope, intercept = np.array(self.slope), np.array(self.intercept)
        mapped = 1 / (1 + np.exp(-(slope * logit(scores) + intercept)))
        return np.where((slope == 1) & (intercept == 0), scores, mapped)

    @property
    def fitted(self) -> int:
        """Number of classes whose probabilities it changes."""
        return sum(pair != (1.0, 0.0) for pair in zip(self.slope, self.intercept, strict=True))


def uncalibrated(classes: int) -> Scaling:
    """The scores as they are."""
    return Scaling((1.0,) * classes, (0.0,) * classes)


def logit(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of the scores."""
    clipped = np.clip(scores, EPSILON, 1 - EPSILON)
    odds: NDArray[np.float64] = np.log(clipped / (1 - clipped))
    return odds
