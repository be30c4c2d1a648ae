"""Histogram buckets with an edge exactly on every threshold that is judged."""

from __future__ import annotations

import math
from collections.abc import Iterable

SOURCE = "Prometheus documentation, Histograms and summaries: an edge on the target makes the ratio exact"
_STEPS = (1.0, 2.5, 5.0)
_CROWDED = 0.15


def buckets(thresholds: Iterable[float], *, below: float = 40, above: float = 25) -> tuple[float, ...]:
    """Return the upper edges in seconds, rising, for a latency histogram.

    A 1-2.5-5 ladder from ``below`` times under the smallest threshold to ``above`` times over the largest,
    with each threshold itself as an edge. Ladder edges within 15 % of a threshold are dropped: they would
    cost a time series and tell nothing.

    Raises:
        ValueError: if there is no threshold or one is not positive.
    """
    exact = sorted(set(thresholds))
    if not exact or exact[0] <= 0:
        raise ValueError("latency buckets need at least one positive threshold")
    low, high = exact[0] / below, exact[-1] * above
    ladder = [
        float(f"{step * 10.0**power:.6g}")
        for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
        for step in _STEPS
    ]
    kept = [
        edge
        for edge in ladder
        if low <= edge <= high and all(abs(edge - point) > _CROWDED * point for point in exact)
    ]
    return tuple(sorted({*kept, *exact}))
