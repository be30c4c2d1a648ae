"""What is judged: a policy in episodes that nothing was learned or chosen on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import Head
from .episodes import JUDGING, Episodes, Policy, played
from .metrics import Labels, of_episodes
from .simulator import AS_MEASURED, Observations, Scenario

# Logged days; with fewer, nobody can say whether the simulator is like the world.
MIN_WEIGHT: Final = 250


def acting(scorer: Scorer) -> Policy:
    """The packed model as it acts: the action of the highest score that may be taken."""

    def act(states: Observations) -> NDArray[np.int64]:
        return chosen(scorer.manifest.head, scorer.score_columns(states))

    return act


def chosen(head: Head, scores: Labels) -> NDArray[np.int64]:
    """The number of the action in each row."""
    found: NDArray[np.int64] = head.chances(scores).argmax(axis=1)
    return found


@dataclass(frozen=True)
class Predictions:
    """Episodes of one policy, and the logged rows that the simulator is held against."""

    frame: pl.DataFrame
    policy: Policy
    episodes: Episodes

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """Episodes of the packed model: what is evaluated is what will be served."""
        return cls.playing(acting(scorer), frame)

    @classmethod
    def playing(cls, policy: Policy, frame: pl.DataFrame, seed: int = JUDGING) -> Predictions:
        """Episodes of a policy."""
        return cls(frame, policy, played(policy, seed))

    @property
    def labels(self) -> Labels:
        """The return of each episode."""
        return self.episodes.returns

    @property
    def weight(self) -> int:
        """The logged rows by which the simulator is judged: what it says hangs on them."""
        return self.frame.height

    @property
    def is_enough(self) -> bool:
        """Whether the log can tell if the simulator is like the world."""
        return self.weight >= MIN_WEIGHT

    @property
    def support(self) -> str:
        """The episodes in words."""
        told = f"{len(self.labels):,} episodes in a simulator held against {self.weight:,} logged rows"
        return told if self.is_enough else f"{told}: {MIN_WEIGHT} are needed"

    def following(self, policy: Policy, scenario: Scenario = AS_MEASURED) -> Predictions:
        """The same episodes by another policy, or in another world."""
        return Predictions(self.frame, policy, played(policy, JUDGING, scenario=scenario))

    def where(self, mask: pl.Series) -> Predictions:
        """The episodes, with the logged rows for which the mask is true."""
        return Predictions(self.frame.filter(mask), self.policy, self.episodes)

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric in these episodes."""
        return float(of_episodes(metric, self.episodes)[rows].mean())

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
