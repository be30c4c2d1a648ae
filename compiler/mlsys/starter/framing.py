"""What only people know of a framing: what a first document holds of it once they were asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Framing:
    """Answers to the questions of a framing; empty where nobody answered."""

    metric: str = ""
    """What the business watches."""
    direction: str = ""
    """``increase`` or ``decrease``."""
    action: str = ""
    """What is done because of a prediction."""
    delay: str = ""
    """How long after the prediction nearly all labels are known, as a duration."""
    false_positive: str = ""
    """Cost of acting on a negative."""
    false_negative: str = ""
    """Cost of missing a positive."""
    rule: str = ""
    """What people go by today, as a condition over the features."""
