"""What a drill hands back: whether the saboteur was caught, and by what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proof:
    """Outcome of one drill; `tripped` is false when the enforcement stayed green."""

    saboteur: str
    """The drill, e.g. `tests/fault_injection/shuffle_labels.py`."""
    enforcement: str
    """What should trip, e.g. `gate pr_auc`."""
    claim: str
    """Path in mlsystem.yaml of the claim that it enforces."""
    tripped: bool
    evidence: str
    """What was seen, with numbers."""
