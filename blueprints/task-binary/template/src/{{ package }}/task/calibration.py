"""Calibration maps from a model score to a probability; numpy only, so that serving can apply them.

They live in the manifest rather than in the model graph: a calibrated classifier does not
survive the export to ONNX exactly, and a map of a few numbers can be read by a person.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]

# Keeps the logit finite where the model answers exactly 0 or 1.
EPSILON = 1e-7


def logit(scores: FloatArray) -> FloatArray:
    """Log odds of the scores."""
    clipped = np.clip(scores, EPSILON, 1 - EPSILON)
    odds: FloatArray = np.log(clipped / (1 - clipped))
    return odds


class Platt(msgspec.Struct, frozen=True, tag="platt", tag_field="kind"):
    """Logistic map of the log odds: `1 / (1 + exp(-(slope * logit(score) + intercept)))`.

    Source: Platt 1999, "Probabilistic outputs for support vector machines".
    """

    slope: float
    intercept: float

    def __call__(self, scores: FloatArray) -> FloatArray:
        """Calibrated probabilities of the scores."""
        probabilities: FloatArray = 1 / (1 + np.exp(-(self.slope * logit(scores) + self.intercept)))
        return probabilities


class Isotonic(msgspec.Struct, frozen=True, tag="isotonic", tag_field="kind"):
    """Non-decreasing piecewise linear map through the knots `(score, probability)`.

    Source: Zadrozny & Elkan 2002, "Transforming classifier scores into accurate probabilities".
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]

    def __call__(self, scores: FloatArray) -> FloatArray:
        """Calibrated probabilities of the scores."""
        return np.interp(scores, self.scores, self.probabilities)


class Uncalibrated(msgspec.Struct, frozen=True, tag="none", tag_field="kind"):
    """The score as it is."""

    def __call__(self, scores: FloatArray) -> FloatArray:
        """The scores."""
        return scores


Calibration: TypeAlias = Platt | Isotonic | Uncalibrated
