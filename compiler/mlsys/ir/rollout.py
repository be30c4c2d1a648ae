"""What a release on trial is held to, and how many calls that takes: Wald's sequential test."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import count, percent
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE: Final = "Wald 1945, Sequential Tests of Statistical Hypotheses"
GRADUAL: Final = ("canary", "blue_green", "shadow")
"""The strategies that put a release on trial."""
ERROR: Final = 0.05
"""Chance that a good release is refused, and that a bad one passes."""
ASSUMED_BAD: Final = 0.01
"""Share of calls without an answer of the model that is allowed where no availability is promised."""
ASSUMED_FLIPS: Final = 0.01
RARE: Final = 0.005
"""Faults below this share are noticed at five times it, others at twice."""
ENOUGH: Final = 1_000
"""Calls from which a canary notices faults, where the document says no number."""
_SLOS: Route = ("requirements", "reliability", "slos")
_CANARY: Route = ("deployment", "canary")


@dataclass(frozen=True, slots=True)
class Promise:
    """A share of bad calls that is allowed, and one from which a release is refused."""

    name: str
    allowed: float
    noticed: float
    route: Route
    """Where the allowed share comes from; empty where it is assumed."""

    @property
    def log_bad(self) -> float:
        """What a bad call adds to the evidence that the promise is broken."""
        return round(math.log(self.noticed / self.allowed), 6)

    @property
    def log_good(self) -> float:
        """What a good call adds to it, which is negative."""
        return round(math.log((1 - self.noticed) / (1 - self.allowed)), 9)

    @property
    def fewest_calls(self) -> int:
        """Calls that show the promise to be kept when not one of them is bad."""
        return math.ceil(
            math.log((1 - ERROR) / ERROR) / math.log((1 - self.allowed) / (1 - self.noticed)) - 1e-9
        )


def promises(spec: MLSystem) -> tuple[Promise, ...]:
    """Return what a release on trial has to keep: the objectives, and for copies the answers."""
    deployment, slos = spec.deployment, spec.requirements.reliability.slos
    if deployment.strategy not in GRADUAL:
        return ()
    named = {
        slo.sli: (name, slo.objective) for name, slo in slos.items() if slo.sli in {"availability", "latency"}
    }
    canary = deployment.canary
    factor = canary.detect if canary is not None else None
    found = []
    for sli, promise in (("availability", "answered"), ("latency", "in_time")):
        if sli in named:
            name, objective = named[sli]
            found.append(_promise(promise, 1 - objective, factor, (*_SLOS, name, "objective")))
        elif sli == "availability":
            found.append(_promise(promise, ASSUMED_BAD, factor, ()))
    if deployment.strategy == "shadow":
        flips = canary.max_flips if canary is not None else None
        route = () if flips is None else (*_CANARY, "max_flips")
        found.append(_promise("same", ASSUMED_FLIPS if flips is None else flips, factor, route))
    return tuple(found)


def _promise(name: str, allowed: float, factor: float | None, route: Route) -> Promise:
    """Return a promise; a rare fault is noticed at five times its share, another at twice."""
    allowed = min(max(allowed, 1e-6), 0.5)
    noticed = allowed * (factor or (5 if allowed <= RARE else 2))
    return Promise(name, _rounded(allowed), _rounded(min(noticed, (1 + allowed) / 2)), route)


def _rounded(share: float) -> float:
    return float(f"{share:.6g}")


def derive(system: System) -> Iterator[Derivation]:
    """Yield the promises of a release on trial and the calls that they take."""
    found = promises(system.spec)
    if not found or system.spec.task.prediction.mode != "online":
        return
    inputs = tuple(promise.route for promise in found if promise.route)
    yield Derivation(
        id="rollout.promises",
        value=found,
        unit="",
        summary="Shares of bad calls that a release on trial may have, and from which it is refused.",
        working=", ".join(
            f"{promise.name}: {percent(promise.allowed)} may be bad, refused from {percent(promise.noticed)}"
            for promise in found
        ),
        inputs=inputs,
        source=SOURCE,
    )
    longest = max(found, key=lambda promise: promise.fewest_calls)
    yield Derivation(
        id="rollout.calls",
        value=longest.fewest_calls,
        unit="calls",
        summary="Fewest calls that show a release to keep its promises.",
        working=(
            f"{longest.name}: ln({1 - ERROR:g}/{ERROR:g}) / "
            f"ln({1 - longest.allowed:g}/{1 - longest.noticed:g}) = "
            f"{count(longest.fewest_calls)} calls, none of them bad"
        ),
        inputs=(longest.route,) if longest.route else (),
        source=SOURCE,
    )
