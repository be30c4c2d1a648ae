"""Champion against challenger on the same test rows.

A retrained model is to replace an older one because it knows newer data, so it must not prove that
it is better; it is refused when the champion is better beyond chance. The rows are new to the
challenger. Some may be known to the champion, which errs in the champion's favour.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import polars as pl

from ..inference.predictor import Scorer
from . import bootstrap
from .evaluator import PRIMARY
from .predictions import Subject


class Challenge(msgspec.Struct, frozen=True):
    """The challenger's advantage in the primary metric, with its interval."""

    champion: str
    challenger: str
    metric: str
    advantage: float
    """Positive when the challenger is better, whatever the direction of the metric."""
    low: float
    high: float

    @property
    def accepted(self) -> bool:
        """Whether the challenger may take over."""
        return self.high >= 0

    def __str__(self) -> str:
        return (
            f"{self.metric} {self.advantage:+.4f} against champion {self.champion} "
            f"({bootstrap.INTERVAL} {self.low:+.4f} to {self.high:+.4f})"
        )


def challenge(champion: Path, challenger: Path, test: pl.DataFrame) -> Challenge:
    """Compare two packed models on the same resamples of the test rows."""
    old, new = Scorer(champion), Scorer(challenger)
    before, after = Subject.of(old, test), Subject.of(new, test)

    def advantage(rows: bootstrap.Rows) -> float:
        return PRIMARY.sign * (after.value(PRIMARY, rows) - before.value(PRIMARY, rows))

    interval = bootstrap.interval(advantage, test.height)
    return Challenge(
        champion=old.manifest.version,
        challenger=new.manifest.version,
        metric=PRIMARY.name,
        advantage=interval.value,
        low=interval.low,
        high=interval.high,
    )
