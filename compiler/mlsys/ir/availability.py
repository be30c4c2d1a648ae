"""Availability of replicas in parallel and of dependencies in series."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import percent, plural

if TYPE_CHECKING:
    from mlsys.ir.system import System

SOURCE = "reliability block diagrams: 1 - (1 - a)^n in parallel, the product in series; independent failures"


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
