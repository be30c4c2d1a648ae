"""Champion against challenger on the same test rows: not worse, by more than a margin, beyond doubt.

A retrained model replaces an older one because it knows newer data, so it need not be better; but it
must be shown not to be worse, for what cannot be told from worse may be worse. It is held against
the best champion so far as well, so that many small losses do not add up over retrainings.

Source: Wellek 2010, "Testing Statistical Hypotheses of Equivalence and Noninferiority".
"""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from typing import Final

import msgspec
import polars as pl

from ..config.errors import OperatorError
from ..config.types import Metric
from ..inference.predictor import Scorer
from ..task.metrics import PRIMARY
from ..task.predictions import Predictions
from . import bootstrap

# A loss that is worth the newer data: of the champion's value, but never more than a part of what
# it lacks to a perfect one, so that .99 may not become .96.
SHARE_OF_VALUE: Final = 0.03
SHARE_OF_GAP: Final = 0.1
CONFIDENCE: Final = 0.95
POWER: Final = 0.8


class TooFewRowsError(OperatorError):
    """The test part has too few rows of a class."""


class Challenge(msgspec.Struct, frozen=True):
    """The challenger's advantage in the primary metric, with its bounds."""

    champion: str
    challenger: str
    metric: str
    advantage: float
    """Positive when the challenger is better, whatever the direction of the metric."""
    low: float
    """The advantage exceeds this with the confidence of the comparison (one-sided)."""
    high: float
    """The advantage is below this with the same confidence."""
    margin: float
    """The loss that is accepted."""
    power: float
    """Chance that a challenger that is exactly as good is accepted, on as many rows."""
    rows: int

    @property
    def accepted(self) -> bool:
        """Whether the challenger may take over."""
        return self.low >= -self.margin

    @property
    def is_better(self) -> bool:
        """Whether the challenger is better beyond doubt."""
        return self.low > 0

    def __str__(self) -> str:
        told = (
            f"{self.metric} {self.advantage:+.4f} against {self.champion} on {self.rows:,} rows, "
            f"at least {self.low:+.4f} with {CONFIDENCE:.0%} confidence where {-self.margin:.4f} is allowed"
        )
        if self.power >= POWER:
            return told
        return f"{told}; so few rows would accept an equal model in {self.power:.0%} of cases only"


def challenge(champion: Path, challenger: Path, test: pl.DataFrame) -> Challenge:
    """Compare two packed models on the same resamples of the test rows.

    Raises:
        TooFewRowsError: when the rows cannot carry a comparison.
    """
    old, new = Scorer(champion), Scorer(challenger)
    before, after = Predictions.of(old, test), Predictions.of(new, test)

    def advantage(rows: bootstrap.Rows) -> float:
        return PRIMARY.sign * (after.value(PRIMARY, rows) - before.value(PRIMARY, rows))

    if not before.is_enough:
        raise TooFewRowsError(f"champion and challenger cannot be compared on {before.support}")
    allowed = margin(PRIMARY, before.value(PRIMARY))
    found = bootstrap.interval(advantage, test.height, confidence=2 * CONFIDENCE - 1)
    return Challenge(
        champion=old.manifest.version,
        challenger=new.manifest.version,
        metric=PRIMARY.name,
        advantage=found.value,
        low=found.low,
        high=found.high,
        margin=allowed,
        power=power(allowed, found),
        rows=test.height,
    )


def margin(metric: Metric, value: float) -> float:
    """The loss that is accepted against a champion of this value."""
    share = SHARE_OF_VALUE * abs(value)
    return min(share, SHARE_OF_GAP * abs(1 - value)) if metric.maximize else share


def power(margin: float, found: bootstrap.Interval) -> float:
    """Chance that an equal challenger is accepted, from the spread of the difference."""
    normal = NormalDist()
    spread = (found.high - found.low) / (2 * normal.inv_cdf(CONFIDENCE))
    return normal.cdf(margin / spread - normal.inv_cdf(CONFIDENCE)) if spread > 0 else 1.0
