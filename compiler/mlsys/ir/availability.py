"""Availability of replicas in parallel and of dependencies in series."""

from __future__ import annotations

import math
from collections.abc import Iterable

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
