"""How fresh a model can be, against how fresh it is promised to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys.ir.feasibility.conflict import Change, Claim, Conflict, cheapest_first, duration_change
from mlsys.ir.staleness import StalenessBudget, budget_of, working
from mlsys.ir.wording import days, duration
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.spec.root import MLSystem

_RETRAIN: Final[Route] = ("requirements", "adaptability", "retrain")
_PROMISE: Final[Route] = ("requirements", "adaptability", "max_staleness")


def conflict_of(spec: MLSystem) -> Conflict | None:
    """Return the conflict between the promises of freshness and the way of an event into a model."""
    budget = budget_of(spec)
    if budget is None:
        return None
    broken = {route: limit for route, limit in _promises(spec).items() if budget.total > limit}
    if not broken:
        return None
    first, limit = min(broken.items(), key=lambda item: item[1])
    stages = _stages(spec, budget)
    claims = [Claim(first, f"{duration(limit)} promised")]
    claims += [Claim(route, f"{duration(value)} {what}") for route, value, what in _smallest(stages, limit)]
    claims += [Claim(route, "the same promise") for route in broken if route != first]
    excess = budget.total - limit
    changes: list[Change | None] = [
        duration_change(route, value, value - excess) for route, value, _ in stages
    ]
    if len(broken) == 1:
        changes.append(duration_change(first, limit, budget.total, up=True))
    return Conflict(
        f"a staleness of {days(limit)} is promised, but {days(budget.total)} pass until a model knows an "
        "event",
        tuple(claims),
        working(budget),
        cheapest_first(changes),
    )


def _promises(spec: MLSystem) -> dict[Route, float]:
    """Return the promised staleness in seconds, by where it is promised."""
    promised = spec.requirements.adaptability.max_staleness
    limits = {} if promised is None else {_PROMISE: promised.seconds}
    for name, slo in spec.requirements.reliability.slos.items():
        if slo.sli == "staleness":
            limits["requirements", "reliability", "slos", name, "threshold"] = slo.threshold.seconds
    return limits


def _stages(spec: MLSystem, budget: StalenessBudget) -> list[tuple[Route, float, str]]:
    """Return the declared stages with their seconds, the longest first."""
    delay = spec.data.label.delay if spec.data.label else None
    known = "p95" if delay is not None and delay.p95 is not None else "p50"
    stages: list[tuple[Route, float, str]] = [
        ((*_RETRAIN, "cadence"), budget.cadence, "between trainings"),
        (("data", "label", "delay", known), budget.label_delay, "until a label is known"),
        ((*_RETRAIN, "duration"), budget.training, "for training"),
        ((*_RETRAIN, "evaluation"), budget.evaluation, "for evaluation"),
        ((*_RETRAIN, "rollout"), budget.rollout, "for the rollout"),
    ]
    return sorted((stage for stage in stages if stage[1]), key=lambda stage: -stage[1])


def _smallest(stages: list[tuple[Route, float, str]], limit: float) -> list[tuple[Route, float, str]]:
    """Return the fewest stages that take longer than ``limit``."""
    chosen: list[tuple[Route, float, str]] = []
    for stage in stages:
        chosen.append(stage)
        if sum(seconds for _, seconds, _ in chosen) > limit:
            break
    return chosen
