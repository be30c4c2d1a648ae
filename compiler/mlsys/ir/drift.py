"""How many rows a drift window needs before its statistic means anything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.distributions import chi_squared_quantile, chi_squared_sf
from mlsys.ir.wording import about_percent, number

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE = (
    "B. Yurdakul, Statistical Properties of Population Stability Index (2018): without drift, "
    "PSI / (1/N + 1/M) follows a chi-squared distribution with B - 1 degrees of freedom"
)
USUAL_THRESHOLD = 0.2
"""PSI from which a change is commonly called large."""
USUAL_ROWS = 1_000
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


def reference_rows(spec: MLSystem) -> float | None:
    """Return the rows of the drift reference, or ``None`` when the number of rows is not declared."""
    if spec.data.rows is None or spec.monitoring.drift.reference == "previous_window":
        return None
    split = spec.data.split
    return spec.data.rows * (split.train if spec.monitoring.drift.reference == "train" else split.validation)


def psi_threshold(spec: MLSystem) -> float | None:
    """Return the smallest declared PSI threshold, or ``None``."""
    silent = spec.requirements.reliability.silent_failure
    found = [
        check.threshold
        for check in (silent.prediction_drift, silent.input_drift)
        if check is not None and check.test == "psi" and check.threshold
    ]
    return min(found, default=None)


def derive(system: System) -> Iterator[Derivation]:
    """Yield the fewest rows on which drift is judged."""
    spec = system.spec
    bins, declared = spec.monitoring.drift.bins, spec.monitoring.drift.min_rows
    threshold = psi_threshold(spec) or USUAL_THRESHOLD
    reference = reference_rows(spec) or math.inf
    needed = psi_min_rows(threshold, bins, reference) if bins > 1 else None
    rows = declared or needed or USUAL_ROWS
    noise = psi_null_mean(bins, rows, reference)
    alarm = psi_false_alarm(threshold, bins, rows, reference) if bins > 1 else 1.0
    yield Derivation(
        id="drift.min_rows",
        value=rows,
        unit="rows",
        summary="Fewest rows on which drift is judged; below it the statistic is noise.",
        working=(
            f"{rows:,} rows: PSI of {bins} bins without drift is {number(noise)} on average against a "
            f"threshold of {number(threshold)}; false alarm in {about_percent(alarm)} of checks"
        ),
        inputs=(("monitoring", "drift"), ("requirements", "reliability", "silent_failure")),
        source=SOURCE,
    )
