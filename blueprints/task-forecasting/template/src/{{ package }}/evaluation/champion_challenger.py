"""Champion against challenger from the same origins: not worse, by more than a margin, beyond doubt.

Both are held against each other as ways to forecast: each family is fitted on what was known before the first
test origin, for the champion itself may have learned from what came after it.

Source: Wellek 2010, "Testing Statistical Hypotheses of Equivalence and Noninferiority".
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ..data.panel import Panel, load
from ..models.base import Family
from ..task.metrics import PRIMARY, samples, sign, value
from ..training.backtest import backtest, fitted, zones
from .bootstrap import limits, resampled

SHARE_OF_VALUE: Final = 0.03
"""A loss that is worth the newer data, of the champion's value."""
CONFIDENCE: Final = 0.95


class Challenge(msgspec.Struct, frozen=True):
    """The challenger's advantage in the primary metric, with its lower bound."""

    champion: str
    challenger: str
    metric: str
    advantage: float
    """Positive when the challenger is better, whatever the direction of the metric."""
    low: float
    margin: float
    origins: int

    @property
    def accepted(self) -> bool:
        """Whether the challenger may take over."""
        return self.low >= -self.margin

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.advantage:+.4f} against {self.champion} from {self.origins} origins, "
            f"at least {self.low:+.4f} with {CONFIDENCE:.0%} confidence where {-self.margin:.4f} is allowed"
        )


def challenge(champion: Family, challenger: Family, data: Path) -> Challenge:
    """Compare two families on the table of a file."""
    return compare(champion, challenger, load(data))


def compare(champion: Family, challenger: Family, panel: Panel) -> Challenge:
    """Compare two families on the same resamples of series and origins."""
    cut = zones(panel.steps)
    old, new = (
        backtest(fitted(family, panel, cut.fitted_until[1]), panel, cut.test)
        for family in (champion, challenger)
    )
    before = value(PRIMARY, samples(old))
    gains = resampled(new, (PRIMARY,))[PRIMARY.name] - resampled(old, (PRIMARY,))[PRIMARY.name]
    low, _ = limits(sign(PRIMARY) * gains, 2 * CONFIDENCE - 1)
    return Challenge(
        champion=champion.name,
        challenger=challenger.name,
        metric=PRIMARY.name,
        advantage=sign(PRIMARY) * (value(PRIMARY, samples(new)) - before),
        low=low,
        margin=SHARE_OF_VALUE * abs(before),
        origins=len(cut.test),
    )
