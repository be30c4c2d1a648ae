"""The arithmetic of the experiment, by scipy; its tests pin it to figures of statsmodels."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from .types import Interval, Sample

Values = NDArray[np.float64]


def sample(values: Values) -> Sample:
    """Mean and standard error of the values of one arm; of fewer than two nothing can be said."""
    if len(values) < 2:
        return Sample(len(values), float(values.mean()) if len(values) else math.nan, math.nan)
    return Sample(len(values), float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))))


def rate_sample_size(
    rate: float, relative_effect: float, alpha: float, power: float, *, ratio: float = 1.0
) -> int:
    """Units of the first arm that detect a relative change of a rate.

    Two-sided z-test on Cohen's h = 2 (asin √p₂ − asin √p₁), as `NormalIndPower.solve_power`; `ratio` is the
    size of the second arm over the first.
    """
    effect = 2 * (math.asin(math.sqrt(rate * (1 + relative_effect))) - math.asin(math.sqrt(rate)))
    return _sample_size(effect, alpha, power, ratio)


def mean_sample_size(
    mean: float, deviation: float, relative_effect: float, alpha: float, power: float, *, ratio: float = 1.0
) -> int:
    """Units of the first arm that detect a relative change of a mean: a two-sided z-test."""
    return _sample_size(mean * relative_effect / deviation, alpha, power, ratio)


def _sample_size(effect: float, alpha: float, power: float, ratio: float) -> int:
    deviations = float(stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power))
    return math.ceil((1 + 1 / ratio) * (deviations / effect) ** 2)


def rate_p_value(control: Sample, treatment: Sample) -> float:
    """Two-sided p of equal rates: the pooled z-test, which is the chi-squared test of the table."""
    table = [[arm.mean * arm.units, arm.units - arm.mean * arm.units] for arm in (control, treatment)]
    return independence_p_value(table)


def mean_p_value(control: Sample, treatment: Sample) -> float:
    """Two-sided p of equal means, whose variances may differ: Welch's t-test."""
    error = math.hypot(control.error, treatment.error)
    if error == 0:
        return 1.0 if control.mean == treatment.mean else 0.0
    return float(2 * stats.t.sf(abs(treatment.mean - control.mean) / error, _welch(control, treatment)))


def rate_interval(control: Sample, treatment: Sample, alpha: float) -> Interval:
    """Interval of treatment − control: Newcombe's hybrid score, as `confint_proportions_2indep`.

    It keeps its coverage at the rates near 0 that churn and conversion have.
    """
    a, b = _wilson(control, alpha), _wilson(treatment, alpha)
    difference = treatment.mean - control.mean
    return Interval(
        difference - math.hypot(treatment.mean - b.low, a.high - control.mean),
        difference + math.hypot(b.high - treatment.mean, control.mean - a.low),
    )


def mean_interval(control: Sample, treatment: Sample, alpha: float) -> Interval:
    """Interval of treatment − control of two means: Welch's."""
    error = math.hypot(control.error, treatment.error)
    margin = float(stats.t.ppf(1 - alpha / 2, _welch(control, treatment))) * error if error else 0.0
    difference = treatment.mean - control.mean
    return Interval(difference - margin, difference + margin)


def sequential_interval(control: Sample, treatment: Sample, alpha: float, planned: int) -> Interval:
    """Interval of treatment − control that holds at every look, however often one looks.

    Asymptotic confidence sequence with a normal mixture (Waudby-Smith et al., Annals of Statistics 52, 2024,
    theorem 2.2), tightest when `planned` units are in. No library of the stack has one.
    """
    units = control.units + treatment.units
    log_term = -2 * math.log(alpha)
    mixture = units * (log_term + math.log(log_term) + 1) / planned
    widening = math.sqrt(2 * (mixture + 1) / mixture * math.log(math.sqrt(mixture + 1) / alpha))
    margin = widening * math.hypot(control.error, treatment.error)
    difference = treatment.mean - control.mean
    return Interval(difference - margin, difference + margin)


def relative_change(control: Sample, treatment: Sample, alpha: float) -> Interval:
    """Interval of treatment / control − 1 of two means, by the delta method.

    Both means are uncertain, also the one that is divided by. Not a number when that is 0.
    """
    if not control.mean:
        return Interval(math.nan, math.nan)
    ratio = treatment.mean / control.mean
    error = math.hypot(treatment.error, ratio * control.error) / abs(control.mean)
    margin = float(stats.norm.ppf(1 - alpha / 2)) * error
    return Interval(ratio - 1 - margin, ratio - 1 + margin)


def adjusted(outcome: Values, before: Values) -> tuple[Values, float]:
    """Outcomes less what the measure before the experiment explains, and the share of variance that was.

    CUPED (Deng, Xu, Kohavi and Walker, WSDM 2013). Slope and mean come from all arms together, whose units
    were alike before the experiment; a unit without a past (NaN) keeps its outcome.
    """
    known = np.isfinite(before)
    if known.sum() < 3 or not before[known].std() or not outcome.std():
        return outcome, 0.0
    centred = np.where(known, before - before[known].mean(), 0.0)
    slope = (centred @ (outcome - outcome.mean())) / (centred @ centred)
    less = outcome - slope * centred
    return less, float(1 - less.var() / outcome.var())


def split_p_value(units: Mapping[str, int], shares: Mapping[str, float]) -> float:
    """P of a split at least this far from the planned one: Pearson's chi-squared."""
    total, weight = sum(units.values()), sum(shares.values())
    found = [units.get(arm, 0) for arm in shares]
    return float(stats.chisquare(found, [total * share / weight for share in shares.values()]).pvalue)


def independence_p_value(table: list[list[float]]) -> float:
    """P of a table at least this far from rows that are alike; 1 when a column is empty, so that they are."""
    counts = np.asarray(table, dtype=np.float64)
    if not counts.sum(axis=0).all() or not counts.sum(axis=1).all():
        return 1.0
    return float(stats.chi2_contingency(counts, correction=False).pvalue)


def _wilson(arm: Sample, alpha: float) -> Interval:
    bounds = stats.binomtest(round(arm.mean * arm.units), arm.units).proportion_ci(1 - alpha, method="wilson")
    return Interval(float(bounds.low), float(bounds.high))


def _welch(control: Sample, treatment: Sample) -> float:
    """Degrees of freedom of Welch and Satterthwaite."""
    parts = [arm.error**2 for arm in (control, treatment)]
    rest = [part**2 / (arm.units - 1) for part, arm in zip(parts, (control, treatment), strict=True)]
    return float(sum(parts) ** 2 / sum(rest)) if sum(rest) else math.inf
