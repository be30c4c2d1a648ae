"""The arithmetic of the experiment; every function is pinned to figures of statsmodels in its test."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from .terms import Count

NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float

    def excludes(self, value: float) -> bool:
        """Whether the value lies outside."""
        return not self.low <= value <= self.high


def sample_size(rate: float, relative_effect: float, alpha: float, power: float, ratio: float = 1.0) -> int:
    """Units of the first arm that detect a relative change of a rate.

    Two-sided z-test on Cohen's h = 2 (asin √p₂ − asin √p₁), as `NormalIndPower.solve_power`; `ratio` is the
    size of the second arm over the first.
    """
    effect = 2 * (math.asin(math.sqrt(rate * (1 + relative_effect))) - math.asin(math.sqrt(rate)))
    deviations = NORMAL.inv_cdf(1 - alpha / 2) + NORMAL.inv_cdf(power)
    return math.ceil((1 + 1 / ratio) * (deviations / effect) ** 2)


def p_value(control: Count, treatment: Count) -> float:
    """Two-sided p of equal rates: pooled z-test, as `proportions_ztest`."""
    pooled = (control.events + treatment.events) / (control.units + treatment.units)
    error = math.sqrt(pooled * (1 - pooled) * (1 / control.units + 1 / treatment.units))
    if error == 0:
        return 1.0
    return 2 * NORMAL.cdf(-abs(treatment.rate - control.rate) / error)


def interval(control: Count, treatment: Count, alpha: float) -> Interval:
    """Interval of treatment − control: Newcombe's hybrid score, as `confint_proportions_2indep`.

    It keeps its coverage at the rates near 0 that churn and conversion have.
    """
    z = NORMAL.inv_cdf(1 - alpha / 2)
    a, b = _wilson(control, z), _wilson(treatment, z)
    difference = treatment.rate - control.rate
    return Interval(
        difference - math.hypot(treatment.rate - b.low, a.high - control.rate),
        difference + math.hypot(b.high - treatment.rate, control.rate - a.low),
    )


def sequential_interval(control: Count, treatment: Count, alpha: float, planned: int) -> Interval:
    """Interval of treatment − control that holds at every look, however often one looks.

    Asymptotic confidence sequence with a normal mixture (Waudby-Smith et al., Annals of Statistics 52, 2024,
    theorem 2.2), tightest when `planned` units are in.
    """
    units = control.units + treatment.units
    error = math.sqrt(sum(arm.rate * (1 - arm.rate) / arm.units for arm in (control, treatment)))
    log_term = -2 * math.log(alpha)
    mixture = units * (log_term + math.log(log_term) + 1) / planned
    margin = error * math.sqrt(2 * (mixture + 1) / mixture * math.log(math.sqrt(mixture + 1) / alpha))
    difference = treatment.rate - control.rate
    return Interval(difference - margin, difference + margin)


def ratio_p_value(units: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """P of a split at least this far from the planned one: Pearson's chi-squared, as `chisquare`."""
    from scipy.special import chdtrc

    total, weight = sum(units.values()), sum(shares.values())
    expected = {arm: total * share / weight for arm, share in shares.items()}
    statistic = sum((units.get(arm, 0) - n) ** 2 / n for arm, n in expected.items())
    return float(chdtrc(len(shares) - 1, statistic))


def _wilson(count: Count, z: float) -> Interval:
    """Wilson's score interval of one rate."""
    n, p = count.units, count.rate
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Interval(centre - half, centre + half)
