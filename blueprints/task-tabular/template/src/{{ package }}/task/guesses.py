"""What a model learned from its own guesses, or why it did not; part of the manifest."""

from __future__ import annotations

from typing import Any

import msgspec


class Guesses(msgspec.Struct, frozen=True):
    """The outcome of learning from rows without a label, measured on held-out labels."""

    teacher: str
    """What guessed best."""
    accepted: bool
    """Whether the model learned from the guesses; otherwise it learned from labels alone."""
    unlabelled: int
    used: int
    """Guesses that the model learned from, or would have."""
    share: float
    """Of the rows that it learned from, or would have."""
    right: float
    """Share of the confident guesses about held-out rows that are right."""
    checked: int
    """Confident guesses about held-out rows."""
    gain: float
    """Of the metric that chooses, over labels alone, on the held-out rows."""
    low: float
    high: float
    alone: dict[str, Any]
    """Hyper-parameters of the model on labels alone."""
    reason: str = ""
    """Why they were refused."""

    def __str__(self) -> str:
        told = (
            f"{self.teacher}: {self.gain:+.3f} ({self.low:+.3f} to {self.high:+.3f}) over labels alone with "
            f"{self.used:,} guesses about {self.unlabelled:,} rows; of {self.checked:,} that can be checked "
            f"{self.right:.1%} are right"
        )
        return told if self.accepted else f"refused, {self.reason}; {told}"
