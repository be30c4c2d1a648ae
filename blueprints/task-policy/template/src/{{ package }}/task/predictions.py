"""What is judged: logged decisions that no choice was made on, with what a policy would have done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from ..config.types import Metric
from ..evaluation.bootstrap import Interval, Rows, interval
from ..inference.predictor import Scorer
from .answers import Head
from .estimates import Estimates
from .metrics import Labels, Scores, measure
from .policy import Chances, feasible
from .target import REWARD, labels

# Decisions of equal weight: with fewer, the intervals of doubly robust estimates begin to cover too little.
MIN_WEIGHT: Final = 250
# Rewards that differ from the most frequent one; below, a normal or bootstrap interval means little.
MIN_REWARDS: Final = 30


@dataclass(frozen=True)
class Predictions:
    """Logged decisions, the rewards that the model expects there, and one policy."""

    frame: pl.DataFrame
    labels: Labels
    scores: Scores
    head: Head
    rule: Chances | None = None
    """The probabilities of a policy that does not follow from the scores; not a number: as logged."""

    @classmethod
    def of(cls, scorer: Scorer, frame: pl.DataFrame) -> Predictions:
        """The rows as the packed model sees them: what is evaluated is what will be served."""
        return cls(frame, labels(frame).to_numpy(), scorer.score_frame(frame), scorer.manifest.head)

    @cached_property
    def chances(self) -> Chances:
        """The probability of each action."""
        return self.head.chances(self.scores) if self.rule is None else self.rule

    @cached_property
    def estimates(self) -> Estimates:
        """Of each decision what the estimators are means of."""
        if np.isnan(self.chances).any():
            return Estimates.as_logged(self.labels)
        return Estimates.of(self.labels, self.scores, self.chances)

    @property
    def weight(self) -> int:
        """The effective sample size: what the decisions can carry hangs on it."""
        return int(self.estimates.size)

    @property
    def rewards(self) -> int:
        """Rewards that differ from the most frequent one."""
        _, counts = np.unique(self.labels[:, REWARD], return_counts=True)
        return len(self.labels) - int(counts.max(initial=0))

    @property
    def is_enough(self) -> bool:
        """Whether the log can tell what the policy would have brought."""
        return self.weight >= MIN_WEIGHT and self.rewards >= MIN_REWARDS

    @property
    def support(self) -> str:
        """The decisions in words."""
        told = f"{len(self.labels):,} decisions, worth {self.weight:,} by their weights"
        if self.weight < MIN_WEIGHT:
            return f"{told}: the log cannot tell, {MIN_WEIGHT} are needed"
        few = f": {self.rewards} rewards differ from the usual one, {MIN_REWARDS} are needed"
        return told if self.is_enough else told + few

    def where(self, mask: pl.Series) -> Predictions:
        """The rows for which the mask is true."""
        chosen = mask.to_numpy()
        rule = None if self.rule is None else self.rule[chosen]
        return Predictions(self.frame.filter(mask), self.labels[chosen], self.scores[chosen], self.head, rule)

    def answering(self, values: Scores) -> Predictions:
        """The same decisions by another policy."""
        rule = feasible(values, self.scores)
        return Predictions(self.frame, self.labels, self.scores, self.head, rule)

    def always(self, action: int) -> Predictions:
        """The same decisions by one action."""
        return self.answering(np.full(len(self.labels), float(action)))

    def value(self, metric: Metric, rows: Rows | slice = slice(None)) -> float:
        """The metric on these rows."""
        return measure(metric, self.estimates[rows])

    def measured(self, metric: Metric) -> Interval:
        """The metric with its bootstrap interval."""
        return interval(lambda rows: self.value(metric, rows), len(self.labels))
