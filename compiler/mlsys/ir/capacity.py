"""Replicas from traffic: Little's law."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import duration, number, percent, plural
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem
    from mlsys.spec.scalability import LoadTest

SOURCE = "Little's law, L = λW (J. D. C. Little, Operations Research 9, 1961)"
IN_TURNS = ("rolling", "canary", "shadow")
"""Strategies that replace some pods at a time; `blue_green` keeps those of the release before."""
ASSUMED_PEAK_FACTOR = 3.0
"""Peak over mean where none is declared: usual for traffic that follows the day of one region."""
SPARE = 1
"""Replicas beyond the need, so that one may fail or be replaced at the peak."""
LOAD_TEST_MARGIN = 1.2
"""A load test runs this far above the declared peak, so that passing it leaves room."""

_TRAFFIC: Route = ("requirements", "scalability", "traffic")
_REPLICAS: Route = ("infra", "serving", "replicas")
_PER_REPLICA: Route = (*_REPLICAS, "per_replica")


def peak_rate(requests_per_second: float, peak_factor: float) -> float:
    """Return requests per second at the busiest time, from the mean rate and the peak-to-mean ratio."""
    return requests_per_second * peak_factor


def busy_slots(requests_per_second: float, latency_seconds: float) -> float:
    """Return how many requests are in the system at once, by Little's law."""
    return requests_per_second * latency_seconds


def replicas_needed(
    requests_per_second: float, latency_seconds: float, concurrency: float, utilisation: float
) -> int:
    """Return the replicas that carry a rate without a spare; at least one.

    Args:
        requests_per_second: the rate to carry.
        latency_seconds: mean time a request occupies a slot.
        concurrency: requests that one replica works on at once.
        utilisation: the share of its slots that a replica may fill, in (0, 1].

    Raises:
        ValueError: if ``concurrency`` or ``utilisation`` is not positive.
    """
    if concurrency <= 0 or utilisation <= 0:
        raise ValueError("concurrency and utilisation must be positive")
    slots = busy_slots(requests_per_second, latency_seconds)
    # A hair of tolerance, so that 2.0000000001 by rounding does not buy a replica.
    return max(1, math.ceil(slots / (concurrency * utilisation) - 1e-9))


@dataclass(frozen=True, slots=True)
class Load:
    """The declared traffic of the online service, in requests per second."""

    now: float | None
    """Mean rate today; ``None`` when only an expectation is declared."""
    mean: float
    """Mean rate at the upper end of the expectation."""
    peak: float
    """Rate of the busiest minutes at the upper end of the expectation."""
    peak_factor: float
    assumed_factor: bool
    """Whether the peak factor is the compiler's assumption."""


def load_of(spec: MLSystem) -> Load | None:
    """Return the declared traffic, or ``None`` when the document declares none."""
    traffic = spec.requirements.scalability.traffic
    upper = traffic.expected.high if traffic.expected else traffic.now
    if upper is None:
        return None
    records = traffic.records_per_request or 1.0
    factor = traffic.peak_factor or ASSUMED_PEAK_FACTOR
    mean = upper.per_second / records
    now = None if traffic.now is None else traffic.now.per_second / records
    return Load(now, mean, peak_rate(mean, factor), factor, traffic.peak_factor is None)


def rate_of(spec: MLSystem) -> float | None:
    """Return the requests per second that fill one replica: as measured, or else by Little's law."""
    each = spec.infra.serving.replicas.per_replica
    if each.measured is not None:
        return each.measured.per_second
    return None if each.mean_latency is None else each.concurrency / each.mean_latency.seconds


def replicas_for(spec: MLSystem, requests_per_second: float) -> int | None:
    """Return the replicas that carry a rate without a spare; ``None`` where what one does is open."""
    replicas, rate = spec.infra.serving.replicas, rate_of(spec)
    if not rate or not replicas.utilization:
        return None
    return replicas_needed(requests_per_second, 1 / rate, 1, replicas.utilization)


def working(spec: MLSystem, load: Load) -> str:
    """Return the arithmetic from the peak to the replicas: ``347 peak rps × 20ms / (4 × 70%) → 3``."""
    replicas = spec.infra.serving.replicas
    each, peak = replicas.per_replica, f"{number(load.peak)} peak rps"
    needed, filled = replicas_for(spec, load.peak), percent(replicas.utilization)
    if each.measured is not None:
        return f"{peak} / ({each.measured} measured × {filled}) → {needed}"
    assert each.mean_latency is not None, "only where it is known what a replica does"
    return f"{peak} × {duration(each.mean_latency.seconds)} / ({each.concurrency} × {filled}) → {needed}"


def derive(system: System) -> Iterator[Derivation]:
    """Yield the peak rate, the load-test rate and the replicas of the online service."""
    spec = system.spec
    if spec.task.prediction.mode != "online":
        return
    load = load_of(spec)
    if load is not None:
        yield from _rates(load, spec.requirements.scalability.load_test)
    replicas = tuple(_replicas(spec, load))
    yield from replicas
    yield from _surge(spec, int(str(replicas[-1].value)))


def _rates(load: Load, test: LoadTest | None) -> Iterator[Derivation]:
    assumed = ", assumed because no peak_factor is declared" if load.assumed_factor else ""
    yield Derivation(
        id="serving.peak_rps",
        value=load.peak,
        unit="requests/s",
        summary="Requests per second at the busiest time that the document expects.",
        working=(
            f"{number(load.mean)} mean rps × {number(load.peak_factor)}{assumed} = {number(load.peak)} rps"
        ),
        inputs=(_TRAFFIC,),
        source="mean rate times peak-to-mean ratio",
    )
    declared = test.rate.per_second if test is not None and test.rate is not None else None
    rate = load.peak * LOAD_TEST_MARGIN if declared is None else declared
    yield Derivation(
        id="serving.load_test_rps",
        value=rate,
        unit="requests/s",
        summary="Requests per second at which the service must hold its latency in the load test.",
        working=(
            f"{number(load.peak)} peak rps × {LOAD_TEST_MARGIN} = {number(rate)} rps"
            if declared is None
            else f"{number(rate)} rps, as declared"
        ),
        inputs=(_TRAFFIC,) if declared is None else (("requirements", "scalability", "load_test", "rate"),),
        source="20 % above the declared peak",
    )


def _replicas(spec: MLSystem, load: Load | None) -> Iterator[Derivation]:
    needed = None if load is None else replicas_for(spec, load.peak)
    if load is None or needed is None:
        value = 2
        text = "2 replicas: traffic or mean latency is not declared; two survive the loss of one"
    else:
        value = needed + SPARE
        text = f"{plural(value, 'replica')}: {working(spec, load)}, +{SPARE} spare"
    inputs: tuple[Route, ...] = (_TRAFFIC, _PER_REPLICA) if needed is not None else ()
    declared = spec.infra.serving.replicas
    low = value if declared.min is None else declared.min
    high = max(2 * low, 1) if declared.max is None else declared.max
    yield Derivation(
        "serving.replicas",
        value,
        "replicas",
        "Replicas that carry the peak with one to spare.",
        text,
        inputs,
        SOURCE,
    )
    if declared.min is not None:
        text, inputs = f"{plural(low, 'replica')}, as declared", ((*_REPLICAS, "min"),)
    yield Derivation(
        "serving.min_replicas", low, "replicas", "Fewest replicas of the service.", text, inputs, SOURCE
    )
    how = "twice the fewest" if declared.max is None else "as declared"
    yield Derivation(
        id="serving.max_replicas",
        value=high,
        unit="replicas",
        summary="Most replicas of the service.",
        working=f"{plural(high, 'replica')}, {how}",
        inputs=() if declared.max is None else ((*_REPLICAS, "max"),),
        source=SOURCE,
    )


def _surge(spec: MLSystem, most: int) -> Iterator[Derivation]:
    rollback, cold = spec.requirements.adaptability.rollback, spec.infra.serving.cold_start
    allowed = rollback.max_time if rollback is not None else None
    in_turns = spec.infra.platform == "kubernetes" and spec.deployment.strategy in IN_TURNS
    if allowed is None or cold is None or cold.seconds <= 0 or not in_turns:
        return
    turns = max(int(allowed.seconds / cold.seconds), 1)
    value = max(-(-most // turns), 1)
    yield Derivation(
        id="serving.surge",
        value=value,
        unit="replicas",
        summary="Replicas that start at a time, so that going back to the code before keeps its time.",
        working=(
            f"{plural(most, 'replica')} in {plural(turns, 'turn')} of {cold} within {allowed} "
            f"→ {value} at a time"
        ),
        inputs=(("requirements", "adaptability", "rollback", "max_time"), ("infra", "serving", "cold_start")),
        source="Kubernetes documentation, Deployments: maxSurge",
    )
