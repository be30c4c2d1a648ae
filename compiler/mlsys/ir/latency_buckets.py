"""Histogram buckets with an edge exactly on every threshold that is judged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import duration
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System

SOURCE = "Prometheus documentation, Histograms and summaries: an edge on the target makes the ratio exact"
DEFAULT_THRESHOLD = 0.1
"""Middle of the ladder in seconds when nothing is promised."""
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


def derive(system: System) -> Iterator[Derivation]:
    """Yield the buckets of the latency histogram of the online service."""
    reliability = system.spec.requirements.reliability
    exact: dict[Route, float] = {
        ("requirements", "reliability", "slos", name, "threshold"): slo.threshold.seconds
        for name, slo in reliability.slos.items()
        if slo.sli == "latency" and slo.threshold.seconds > 0
    }
    if (
        reliability.fallback is not None
        and reliability.fallback.timeout
        and reliability.fallback.timeout.seconds
    ):
        exact["requirements", "reliability", "fallback", "timeout"] = reliability.fallback.timeout.seconds
    if system.spec.task.prediction.mode != "online":
        return
    edges = buckets(exact.values() or (DEFAULT_THRESHOLD,))
    named = ", ".join(duration(seconds) for seconds in exact.values())
    yield Derivation(
        id="serving.latency_buckets",
        value=edges,
        unit="s",
        summary="Upper edges of the latency histogram; each judged threshold is an edge.",
        working=f"{len(edges)} edges, exact at {named}" if exact else f"{len(edges)} edges around 100ms",
        inputs=tuple(exact),
        source=SOURCE,
    )
