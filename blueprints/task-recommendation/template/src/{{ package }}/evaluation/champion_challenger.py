"""Champion against challenger for the same users: not worse, by more than a margin, beyond doubt.

Both are held against each other as ways to recommend: each family is fitted on what was known before the
test, for the champion itself may have learned from what came after it.

Source: Wellek 2010, "Testing Statistical Hypotheses of Equivalence and Noninferiority".
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ..data.actions import Parts, load, split
from ..models.base import Family
from ..task.metrics import PRIMARY, Lists, Situation, value
from .bootstrap import lower_bound, resampled

SHARE_OF_VALUE: Final = 0.03
"""A loss that is worth the newer data, of the champion's value."""
CONFIDENCE: Final = 0.95


class Challenge(msgspec.Struct, frozen=True):
    """The challenger's advantage in the primary metric, with its lower bound."""

    champion: str
    challenger: str
    metric: str
    advantage: float
    low: float
    margin: float
    users: int

    @property
    def accepted(self) -> bool:
        """Whether the challenger may take over."""
        return self.low >= -self.margin

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.advantage:+.4f} against {self.champion} for {self.users:,} users, "
            f"at least {self.low:+.4f} with {CONFIDENCE:.0%} confidence where {-self.margin:.4f} is allowed"
        )


def challenge(champion: Family, challenger: Family, data: Path) -> Challenge:
    """Compare two families on the table of a file."""
    return compare(champion, challenger, split(load(data)))


def compare(champion: Family, challenger: Family, parts: Parts) -> Challenge:
    """Compare two families on the same resamples of users."""
    now = Situation.of(parts.known, parts.test)
    old, new = (Lists.by(family.fit(parts.known), now) for family in (champion, challenger))
    before = value(PRIMARY, old)
    return Challenge(
        champion=champion.name,
        challenger=challenger.name,
        metric=PRIMARY.name,
        advantage=value(PRIMARY, new) - before,
        low=lower_bound(resampled(new, PRIMARY) - resampled(old, PRIMARY), CONFIDENCE),
        margin=SHARE_OF_VALUE * abs(before),
        users=len(now.users),
    )
