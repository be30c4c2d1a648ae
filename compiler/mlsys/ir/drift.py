"""How many rows a drift window needs before its statistic means anything."""

from __future__ import annotations

import math

from mlsys.ir.distributions import chi_squared_quantile, chi_squared_sf

SOURCE = (
    "B. Yurdakul, Statistical Properties of Population Stability Index (2018): without drift, "
    "PSI / (1/N + 1/M) follows a chi-squared distribution with B - 1 degrees of freedom"
)
FALSE_ALARM = 0.001
"""Chance of a false alarm that a single check of a single feature may have."""


def psi_null_mean(bins: int, rows: float, reference_rows: float) -> float:
    """Return the PSI that two samples of the *same* distribution show on average, (B-1)(1/N + 1/M)."""
    return (bins - 1) * (1 / rows + 1 / reference_rows)


def psi_false_alarm(threshold: float, bins: int, rows: float, reference_rows: float) -> float:
    """Return the probability that PSI exceeds ``threshold`` although nothing drifted."""
    return chi_squared_sf(threshold / (1 / rows + 1 / reference_rows), bins - 1)


def psi_min_rows(
    threshold: float, bins: int, reference_rows: float, false_alarm: float = FALSE_ALARM
) -> int | None:
    """Return the rows that a window needs for a PSI threshold to be above the noise.

    The smallest N for which the chance of exceeding ``threshold`` without drift is at most ``false_alarm``;
    ``None`` when the reference sample alone is too small for any window to reach that.
    """
    limit = threshold / chi_squared_quantile(1 - false_alarm, bins - 1) - 1 / reference_rows
    return None if limit <= 0 else math.ceil(1 / limit)


def false_alarms_per_week(features: int, alpha: float, checks_per_week: float) -> float:
    """Return the expected false alarms a week of independent tests at level ``alpha``, uncorrected."""
    return features * alpha * checks_per_week
