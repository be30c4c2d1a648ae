"""Availability of replicas in parallel and of dependencies in series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import percent, plural

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE = "reliability block diagrams: 1 - (1 - a)^n in parallel, the product in series; independent failures"
ASSUMED_SINGLE = 0.999
"""Availability of a replica that stands alone, where none is declared."""


def parallel(replica: float, count: int) -> float:
    """Return the availability of ``count`` replicas of which one suffices, failing independently."""
    return 1 - (1 - replica) ** count


def serial(parts: Iterable[float]) -> float:
    """Return the availability of a chain that needs every part."""
    return math.prod(parts)


def replicas_for(target: float, replica: float) -> int | None:
    """Return the replicas that reach ``target``; ``None`` when ``replica`` or ``target`` is out of reach."""
    if replica <= 0 or target >= 1:
        return None
    if replica >= target:
        return 1
    return math.ceil(math.log(1 - target) / math.log(1 - replica) - 1e-9)


def downtime_seconds(objective: float, period_seconds: float) -> float:
    """Return the downtime that an objective allows over a period."""
    return (1 - objective) * period_seconds


@dataclass(frozen=True, slots=True)
class Reach:
    """What the fewest declared replicas reach together."""

    replicas: int
    each: float
    """Availability of one replica."""
    assumed: bool
    """Whether ``each`` is the compiler's assumption."""
    together: float


def reach_of(spec: MLSystem) -> Reach | None:
    """Return what the fewest replicas reach.

    ``None`` when their number is open or zero, or when several have no declared availability; a single one
    is taken to reach 99.9 %, because each restart of it is an outage.
    """
    replicas = spec.infra.serving.replicas
    own = replicas.per_replica.availability
    if not replicas.min or (own is None and replicas.min > 1):
        return None
    each = ASSUMED_SINGLE if own is None else own
    return Reach(replicas.min, each, own is None, parallel(each, replicas.min))


def unreachable(spec: MLSystem) -> tuple[str, ...]:
    """Return the names of the availability objectives that the fewest replicas cannot reach."""
    reach = reach_of(spec)
    slos = spec.requirements.reliability.slos.items()
    return tuple(
        name
        for name, slo in slos
        if reach is not None and slo.sli == "availability" and slo.objective > reach.together
    )


def derive(system: System) -> Iterator[Derivation]:
    """Yield the availability that replicas and dependencies allow, where the replica's own is declared."""
    spec = system.spec
    replicas = spec.infra.serving.replicas
    own = replicas.per_replica.availability
    if own is None or not replicas.min:
        return
    needed = [
        part.availability for part in spec.requirements.reliability.dependencies.values() if not part.cached
    ]
    value = parallel(own, replicas.min) * serial(needed)
    chain = "".join(f" × {percent(part)}" for part in needed)
    yield Derivation(
        id="availability.service",
        value=value,
        unit="ratio",
        summary="Availability that replicas and dependencies allow.",
        working=f"{plural(replicas.min, 'replica')} of {percent(own)}{chain} → {percent(round(value, 7))}",
        inputs=(("infra", "serving", "replicas"), ("requirements", "reliability", "dependencies")),
        source=SOURCE,
    )
    yield from _redundancy(spec, own, replicas.min)


def _redundancy(spec: MLSystem, own: float, fewest: int) -> Iterator[Derivation]:
    slos = spec.requirements.reliability.slos
    promised = {name: slo.objective for name, slo in slos.items() if slo.sli == "availability"}
    if not promised:
        return
    name = max(promised, key=promised.__getitem__)
    count = replicas_for(promised[name], own) or fewest
    reached = percent(round(parallel(own, count), 7))
    yield Derivation(
        id="availability.replicas",
        value=count,
        unit="replicas",
        summary="Replicas that the strictest availability objective needs.",
        working=f"{plural(count, 'replica')}: 1 - (1 - {percent(own)})^{count} = {reached}, "
        f"promised: {percent(promised[name])}",
        inputs=(
            ("requirements", "reliability", "slos", name, "objective"),
            ("infra", "serving", "replicas", "per_replica", "availability"),
        ),
        source=SOURCE,
    )
