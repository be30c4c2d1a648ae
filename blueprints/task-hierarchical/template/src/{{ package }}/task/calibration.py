"""Calibration of the leaves' probabilities by one temperature; numpy only, so that serving can apply it.

One slope for all keeps the order of the leaves, and parents stay the sums of what is below them.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

# Keeps the logarithm finite where the model answers exactly 0.
EPSILON: Final = 1e-12


class Scaling(msgspec.Struct, frozen=True):
    """Probabilities as `softmax(slope * log(p))`.

    Source: Guo et al. 2017, "On calibration of modern neural networks", section 4.2.
    """

    kind: str
    slope: float

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated probabilities, a row a row of the scores."""
        if self.kind == "none":
            return scores
        return softmax(self.slope * logarithms(scores))


UNCALIBRATED: Final = Scaling("none", 1.0)


def logarithms(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithms of probabilities, which are finite."""
    finite: NDArray[np.float64] = np.log(np.maximum(scores, EPSILON))
    return finite


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares that grow with the values and add up to one in each row."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares
