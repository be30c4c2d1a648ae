"""The few distributions that the arithmetic needs, exact, without a numerical library."""

from __future__ import annotations

import math
from statistics import NormalDist

_NORMAL = NormalDist()


def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile, ``1.96`` for 0.975."""
    return _NORMAL.inv_cdf(probability)


def chi_squared_sf(value: float, degrees: int) -> float:
    """Return P(X > ``value``) for a chi-squared variable.

    The closed forms for whole degrees of freedom (Abramowitz and Stegun 26.4.4 and 26.4.5), which agree
    with ``scipy.stats.chi2.sf`` to machine precision.
    """
    if value <= 0:
        return 1.0
    half = value / 2
    if degrees % 2 == 0:
        term, total = 1.0, 1.0
        for i in range(1, degrees // 2):
            term *= half / i
            total += term
        return math.exp(-half) * total
    total = 0.0
    for i in range(1, (degrees - 1) // 2 + 1):
        total += math.exp((i - 0.5) * math.log(half) - half - math.lgamma(i + 0.5))
    return math.erfc(math.sqrt(half)) + total


def chi_squared_quantile(probability: float, degrees: int) -> float:
    """Return the value that a chi-squared variable exceeds with probability ``1 - probability``."""
    low, high = 0.0, float(degrees + 20)
    while chi_squared_sf(high, degrees) > 1 - probability:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if chi_squared_sf(middle, degrees) > 1 - probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2
