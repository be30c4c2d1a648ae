"""How many units an experiment or a test set needs."""

from __future__ import annotations

import math

from mlsys.ir.distributions import normal_quantile

SOURCE = "two-sided z-test on the arcsine effect size, as statsmodels NormalIndPower.solve_power"
RESOLUTION_SOURCE = (
    "binomial standard error; ROC-AUC: Hanley and McNeil (Radiology 143, 1982); PR-AUC: binomial on the "
    "positives (Boyd, Eng and Page, ECML 2013)"
)


def effect_size(first: float, second: float) -> float:
    """Return Cohen's h of two proportions, as ``statsmodels.stats.proportion.proportion_effectsize``."""
    return 2 * (math.asin(math.sqrt(first)) - math.asin(math.sqrt(second)))


def units_per_arm(
    baseline: float, relative_effect: float, *, alpha: float = 0.05, power: float = 0.8, ratio: float = 1.0
) -> int:
    """Return the units of the *first* arm that detect a relative change of a proportion.

    Args:
        baseline: the proportion without treatment, in (0, 1).
        relative_effect: smallest change worth detecting; 0.05 is +5 % of ``baseline``, negative is a fall.
        alpha: two-sided false-positive rate.
        power: probability of detecting a change that is there.
        ratio: size of the second arm over the first.

    Raises:
        ValueError: if the effect is zero or leads outside (0, 1).
    """
    treated = baseline * (1 + relative_effect)
    if not 0 < baseline < 1 or not 0 < treated < 1 or relative_effect == 0:
        raise ValueError("the effect must lead from one proportion inside (0, 1) to another")
    deviations = normal_quantile(1 - alpha / 2) + normal_quantile(power)
    return math.ceil((1 + 1 / ratio) * (deviations / effect_size(treated, baseline)) ** 2)


def units_per_arm_of_means(
    deviation: float, difference: float, *, alpha: float = 0.05, power: float = 0.8, ratio: float = 1.0
) -> int:
    """Return the units of the *first* arm that detect a difference of two means.

    Args:
        deviation: standard deviation between units, the same in both arms.
        difference: smallest difference worth detecting, in the unit of the mean.
        alpha: two-sided false-positive rate.
        power: probability of detecting a difference that is there.
        ratio: size of the second arm over the first.

    Raises:
        ValueError: if there is no difference.
    """
    if difference == 0:
        raise ValueError("there must be a difference to detect")
    deviations = normal_quantile(1 - alpha / 2) + normal_quantile(power)
    return math.ceil((1 + 1 / ratio) * (deviations * deviation / difference) ** 2)


def total_units(
    baseline: float,
    relative_effect: float,
    shares: tuple[float, ...],
    *,
    deviation: float | None = None,
    alpha: float = 0.05,
    power: float = 0.8,
) -> int:
    """Return the units over all arms when traffic is split by ``shares``; the first share is the control.

    Every other arm is compared with the control, so the smallest of them decides. ``baseline`` is a
    proportion, or, with a standard ``deviation``, a mean.
    """
    control, smallest = shares[0], min(shares[1:])
    ratio = smallest / control
    if deviation is None:
        first = units_per_arm(baseline, relative_effect, alpha=alpha, power=power, ratio=ratio)
    else:
        difference = baseline * relative_effect
        first = units_per_arm_of_means(deviation, difference, alpha=alpha, power=power, ratio=ratio)
    return math.ceil(first / control * sum(shares))


def rows_to_resolve(first: float, second: float, *, power: float = 0.8, confidence: float = 0.95) -> int:
    """Return the rows of a test set on which two proportions of one metric can be told apart, unpaired."""
    deviations = normal_quantile((1 + confidence) / 2) + normal_quantile(power)
    spread = first * (1 - first) + second * (1 - second)
    return math.ceil(deviations**2 * spread / (first - second) ** 2)


def standard_error_proportion(value: float, count: float) -> float:
    """Return the standard error of a proportion over ``count`` rows; infinite without rows."""
    return math.sqrt(value * (1 - value) / count) if count > 0 else math.inf


def standard_error_roc_auc(value: float, positives: float, negatives: float) -> float:
    """Return the standard error of an area under the ROC curve (Hanley and McNeil, 1982)."""
    if positives <= 0 or negatives <= 0:
        return math.inf
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    spread = value * (1 - value) + (positives - 1) * (q1 - value**2) + (negatives - 1) * (q2 - value**2)
    return math.sqrt(max(spread, 0.0) / (positives * negatives))
