"""From expected rewards to the probability of each action, and from that to one action."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config.design import MAX_EXPLORED
from ..data.contract import ACTIONS

Rewards: TypeAlias = NDArray[np.float64]
Chances: TypeAlias = NDArray[np.float64]
"""Of each row a probability for each action, in the order of the design."""

# The reward of an action that may not be taken: below any that is possible.
NEVER: Final = -1e300


def chances(rewards: Rewards, explored: float = MAX_EXPLORED) -> Chances:
    """The best action in all decisions but the share that explores, which the other eligible ones divide."""
    rows = np.arange(len(rewards))
    eligible = rewards > NEVER
    others = eligible.sum(axis=1) - 1
    best = rewards.argmax(axis=1)
    share = np.where(others > 0, explored, 0.0)
    found: Chances = eligible * (share / np.maximum(others, 1))[:, None]
    found[rows, best] = 1 - share
    return found


def expected(rewards: Rewards, chances: Chances) -> Rewards:
    """The reward to expect of each row's draw."""
    total: Rewards = (np.where(chances > 0, rewards, 0.0) * chances).sum(axis=1)
    return total


def drawn(chances: Chances, units: Iterable[str]) -> NDArray[np.int64]:
    """The action of each row, by lot; the same decision draws the same one again."""
    limits = chances.cumsum(axis=1)
    place = np.array([lot(unit) for unit in units]) * limits[:, -1]
    found: NDArray[np.int64] = (place[:, None] >= limits).sum(axis=1)
    return found


def lot(unit: str) -> float:
    """A number in [0, 1) that depends on nothing but the decision, on every machine."""
    digest = blake2b(f"act\x1f{unit}".encode(), digest_size=8).digest()
    # 53 bits are what a double holds exactly.
    return (int.from_bytes(digest) >> 11) / 2.0**53


def feasible(values: Chances, rewards: Rewards | None = None) -> Chances:
    """The probabilities of a rule; what it gives to actions that may not be taken, the others divide.

    One number a row is the number of an action; not a number is the logged action.
    """
    if values.ndim == 1:
        found = np.full((len(values), len(ACTIONS)), np.nan)
        known = ~np.isnan(values)
        found[known] = np.eye(len(ACTIONS))[values[known].astype(np.int64)]
    else:
        found = values
    if rewards is None:
        return found
    eligible = rewards > NEVER
    kept = np.where(eligible, found, 0.0)
    lost = 1 - kept.sum(axis=1, keepdims=True)
    shared: Chances = kept + eligible * lost / eligible.sum(axis=1, keepdims=True)
    return shared
