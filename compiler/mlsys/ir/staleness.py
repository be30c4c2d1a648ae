"""How old the newest knowledge of a serving model can get: the staleness budget."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.wording import days, duration
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

SOURCE = "sum of the stages between an event and a model in service that has learnt from it"


@dataclass(frozen=True, slots=True)
class StalenessBudget:
    """The stages through which an event passes until a model that knows it serves, in seconds."""

    cadence: float
    """Longest wait for the next scheduled training."""
    label_delay: float
    """Time until the label of the event is known (p95)."""
    training: float
    evaluation: float
    rollout: float

    @property
    def total(self) -> float:
        """The oldest that the newest knowledge of the serving model gets, in seconds."""
        return self.cadence + self.label_delay + self.training + self.evaluation + self.rollout


_RETRAIN: Route = ("requirements", "adaptability", "retrain")


def budget_of(spec: MLSystem) -> StalenessBudget | None:
    """Return the declared stages; ``None`` without a cadence. Stages left open count as zero."""
    retrain = spec.requirements.adaptability.retrain
    if retrain is None or retrain.cadence is None:
        return None
    delay = spec.data.label.delay if spec.data.label and learns_from_labels(spec) else None
    late = (delay.p95 or delay.p50) if delay else None
    stages = (retrain.cadence, late, retrain.duration, retrain.evaluation, retrain.rollout)
    return StalenessBudget(*(0.0 if stage is None else stage.seconds for stage in stages))


def learns_from_labels(spec: MLSystem) -> bool:
    """Return whether a model waits for labels; those of an unsupervised one only judge it."""
    return spec.task.paradigm not in ("unsupervised", "self_supervised")


def working(budget: StalenessBudget) -> str:
    """Return the sum in days: ``30d cadence + 35d labels + … = 66.1d``."""
    parts = (
        (budget.cadence, "cadence"),
        (budget.label_delay, "labels"),
        (budget.training, "training"),
        (budget.evaluation, "evaluation"),
        (budget.rollout, "rollout"),
    )
    terms = [f"{duration(seconds)} {name}" for seconds, name in parts if seconds]
    return f"{' + '.join(terms)} = {days(budget.total)}"


def derive(system: System) -> Iterator[Derivation]:
    """Yield the age that the newest knowledge of the serving model can reach."""
    budget = budget_of(system.spec)
    if budget is None:
        return
    limit = system.spec.requirements.adaptability.max_staleness
    promise = "" if limit is None else f", promised: {limit}"
    yield Derivation(
        id="staleness.budget",
        value=budget.total,
        unit="s",
        summary="Oldest that the newest knowledge of the serving model gets when everything runs on time.",
        working=working(budget) + promise,
        inputs=(_RETRAIN, ("data", "label", "delay")),
        source=SOURCE,
    )
