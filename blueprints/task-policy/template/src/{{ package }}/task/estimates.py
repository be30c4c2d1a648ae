"""What a policy would have brought, estimated from decisions that another one made.

Sources: Horvitz & Thompson 1952 (weights); Swaminathan & Joachims 2015 (self-normalised); Dudík, Langford &
Li 2011, "Doubly Robust Policy Evaluation and Learning"; Kong 1992 (effective sample size).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..evaluation.bootstrap import Rows
from .policy import Chances, Rewards, expected
from .target import ACTION, PROPENSITY, REWARD, FloatArray


@dataclass(frozen=True, slots=True)
class Estimates:
    """Of each logged decision what the estimators are means of."""

    reward: FloatArray
    weight: FloatArray
    """How much more likely the logged action is under the policy."""
    robust: FloatArray
    """The expected reward of the policy, corrected by what the model missed of the logged one."""

    @classmethod
    def of(cls, logged: FloatArray, rewards: Rewards, chances: Chances) -> Estimates:
        """Those of a policy, by a model of the rewards that has not seen the decisions."""
        rows, action = np.arange(len(logged)), logged[:, ACTION].astype(np.int64)
        weight = chances[rows, action] / logged[:, PROPENSITY]
        reward = logged[:, REWARD]
        # An action of weight 0 may be one whose reward the model does not know.
        missed = np.where(weight > 0, reward - rewards[rows, action], 0.0)
        return cls(reward, weight, expected(rewards, chances) + weight * missed)

    @classmethod
    def as_logged(cls, logged: FloatArray) -> Estimates:
        """Those of the policy that made the decisions: what they brought."""
        reward = logged[:, REWARD]
        return cls(reward, np.ones(len(reward)), reward)

    def __getitem__(self, rows: Rows | slice) -> Estimates:
        """Those of some decisions."""
        return Estimates(self.reward[rows], self.weight[rows], self.robust[rows])

    @property
    def ips(self) -> float:
        """Mean of the weighted rewards: unbiased, and spread wide by large weights."""
        return float((self.weight * self.reward).mean())

    @property
    def snips(self) -> float:
        """Weighted mean of the rewards; not a number where no decision has weight."""
        total = float(self.weight.sum())
        return float((self.weight * self.reward).sum()) / total if total else float("nan")

    @property
    def value(self) -> float:
        """Doubly robust: right where the propensities are, and less spread the better the model is."""
        return float(self.robust.mean())

    @property
    def size(self) -> float:
        """How many decisions of equal weight would tell as much."""
        squares = float((self.weight**2).sum())
        return float(self.weight.sum()) ** 2 / squares if squares else 0.0

    @property
    def heaviest(self) -> float:
        """The largest share that one decision has in the sum of the weighted rewards."""
        parts = np.abs(self.weight * self.reward)
        total = float(parts.sum())
        return float(parts.max()) / total if total else float("nan")
