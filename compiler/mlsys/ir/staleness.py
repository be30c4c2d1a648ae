"""How old the newest knowledge of a serving model can get: the staleness budget."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "sum of the stages between an event and a model in service that has learnt from it"


@dataclass(frozen=True, slots=True)
class StalenessBudget:
    """The stages through which an event passes until a model that knows it serves, in seconds."""

    cadence: float
    """Longest wait for the next scheduled training."""
    label_delay: float
    """Time until the label of the event is known (p95)."""
    training: float
    validation: float
    rollout: float

    @property
    def total(self) -> float:
        """The oldest that the newest knowledge of the serving model gets, in seconds."""
        return self.cadence + self.label_delay + self.training + self.validation + self.rollout

    def cadence_for(self, limit: float) -> float:
        """Return the longest cadence that keeps within ``limit``; negative when nothing is left."""
        return limit - (self.total - self.cadence)
