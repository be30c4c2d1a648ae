"""Calibration of probabilities: a softmax of scaled logarithms; numpy only, so that serving can apply it.

It lives in the manifest rather than in the model graph: a few numbers can be read by a person.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

# Keeps the logarithm finite where the model answers exactly 0.
EPSILON: Final = 1e-12


class Scaling(msgspec.Struct, frozen=True):
    """Probabilities as `softmax(slope * log(p) + intercept)`, with a slope and an intercept for each class.

    Equal slopes without intercepts are temperature scaling, which keeps the order of the classes; different
    ones are vector scaling, which also undoes the shift that class weights leave.

    Source: Guo et al. 2017, "On calibration of modern neural networks", section 4.2.
    """

    kind: str
    slope: tuple[float, ...]
    intercept: tuple[float, ...]

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities, a row a row of the scores."""
        if self.kind == "none":
            return scores
        return softmax(np.array(self.slope) * logarithms(scores) + np.array(self.intercept))


def uncalibrated(classes: int) -> Scaling:
    """The scores as they are."""
    return Scaling("none", (1.0,) * classes, (0.0,) * classes)


def logarithms(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithms of probabilities, which are finite."""
    finite: NDArray[np.float64] = np.log(np.maximum(scores, EPSILON))
    return finite


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares that grow with the values and add up to one in each row."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares
