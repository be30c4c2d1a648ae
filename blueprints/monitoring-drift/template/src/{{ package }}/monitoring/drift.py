"""Statistics of change between two histograms with the same bins, and the verdict over many.

Numbers are compared bin by bin at the quantiles of the reference, so a numeric statistic does not
depend on the unit of the feature.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..config.types import Drift

Counts: TypeAlias = NDArray[np.float64]
Correction = Literal["none", "bonferroni", "benjamini_hochberg"]
Kind = Literal["input", "prediction"]


class Comparison(msgspec.Struct, frozen=True):
    """One distribution against its reference."""

    kind: Kind
    feature: str
    test: str
    statistic: float
    threshold: float | None
    p_value: float
    """Probability of a statistic this large when nothing changed."""
    drifted: bool = False


def compare(
    kind: Kind, feature: str, reference: ArrayLike, current: ArrayLike, declared: Drift
) -> Comparison:
    """Compare the counts of a feature with those of the reference; `decide` adds the verdict."""
    expected, actual = np.asarray(reference, np.float64), np.asarray(current, np.float64)
    used = (expected + actual) > 0
    statistic, p_value = STATISTICS[declared.test](expected[used], actual[used])
    return Comparison(kind, feature, declared.test, statistic, declared.threshold, p_value)


def decide(comparisons: Sequence[Comparison], alpha: float, correction: Correction) -> list[Comparison]:
    """Call drifted what is above its threshold and, many tests considered, not chance."""
    significant = CORRECTIONS[correction](np.array([c.p_value for c in comparisons]), alpha)
    return [
        msgspec.structs.replace(
            comparison,
            drifted=bool(real)
            and (comparison.threshold is None or comparison.statistic > comparison.threshold),
        )
        for comparison, real in zip(comparisons, significant, strict=True)
    ]


def psi(expected: Counts, actual: Counts) -> tuple[float, float]:
    """Population stability index; an empty bin counts as half a row.

    Its p-value follows from PSI / (1/n + 1/m) being chi-square with a degree of freedom less than
    bins (Yurdakul & Naranjo 2020, "Statistical properties of the population stability index").
    """
    p, q = shares(expected + 0.5), shares(actual + 0.5)
    value = float(np.sum((q - p) * np.log(q / p)))
    return value, chi_square_tail(value / (1 / expected.sum() + 1 / actual.sum()), len(p) - 1)


def jensen_shannon(expected: Counts, actual: Counts) -> tuple[float, float]:
    """Jensen–Shannon distance with base 2, 0 to 1; the p-value is that of chi-square."""
    p, q = shares(expected + 0.5), shares(actual + 0.5)
    middle = (p + q) / 2
    divergence = np.sum(p * np.log2(p / middle) + q * np.log2(q / middle)) / 2
    return math.sqrt(max(float(divergence), 0)), chi2(expected, actual)[1]


def chi2(expected: Counts, actual: Counts) -> tuple[float, float]:
    """Pearson's chi-square of two samples (homogeneity)."""
    total = expected + actual
    n, m = expected.sum(), actual.sum()
    value = float(np.sum((actual * math.sqrt(n / m) - expected * math.sqrt(m / n)) ** 2 / total))
    return value, chi_square_tail(value, len(total) - 1)


def ks(expected: Counts, actual: Counts) -> tuple[float, float]:
    """Kolmogorov–Smirnov distance at the bin edges; its asymptotic p-value errs on the safe side."""
    distance = float(np.max(np.abs(np.cumsum(shares(actual)) - np.cumsum(shares(expected)))))
    n, m = expected.sum(), actual.sum()
    return distance, min(1.0, 2 * math.exp(-2 * distance**2 * n * m / (n + m)))


def wasserstein(expected: Counts, actual: Counts) -> tuple[float, float]:
    """Earth mover's distance, where crossing all bins costs 1; the p-value is that of KS."""
    moved = np.abs(np.cumsum(shares(actual)) - np.cumsum(shares(expected)))
    return float(moved[:-1].sum()) / max(len(moved) - 1, 1), ks(expected, actual)[1]


def shares(counts: Counts) -> Counts:
    """Counts as parts of one."""
    parts: Counts = counts / counts.sum()
    return parts


def chi_square_tail(value: float, degrees: int) -> float:
    """P(chi-square > value) by the cube root approximation (Wilson & Hilferty 1931)."""
    if degrees < 1:
        return 1.0
    spread = 2 / (9 * degrees)
    return 0.5 * math.erfc((math.cbrt(value / degrees) - (1 - spread)) / math.sqrt(2 * spread))


def benjamini_hochberg(p_values: Counts, alpha: float) -> NDArray[np.bool_]:
    """Which tests to call real so that a share `alpha` of these calls is wrong (1995)."""
    order = np.argsort(p_values)
    passed = np.flatnonzero(p_values[order] <= alpha * np.arange(1, len(order) + 1) / len(order))
    real = np.zeros(len(order), bool)
    if passed.size:
        real[order[: passed[-1] + 1]] = True
    return real


STATISTICS: Final[Mapping[str, Callable[[Counts, Counts], tuple[float, float]]]] = {
    "psi": psi,
    "jensen_shannon": jensen_shannon,
    "chi2": chi2,
    "ks": ks,
    "wasserstein": wasserstein,
}
CORRECTIONS: Final[Mapping[Correction, Callable[[Counts, float], NDArray[np.bool_]]]] = {
    "none": lambda p_values, alpha: p_values <= alpha,
    "bonferroni": lambda p_values, alpha: p_values <= alpha / max(len(p_values), 1),
    "benjamini_hochberg": benjamini_hochberg,
}
