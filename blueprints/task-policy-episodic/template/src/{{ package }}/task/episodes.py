"""Episodes in the simulator: what a policy brings there, and which constraints it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..data.contract import ACTIONS
from .simulator import AS_MEASURED, Observations, Scenario, as_columns, opened

FloatArray: TypeAlias = NDArray[np.float64]
Policy: TypeAlias = Callable[[Observations], NDArray[np.int64]]
"""The number of the action in each state."""

# Nothing is learned, chosen and judged by the same chance.
LEARNING, CHOOSING, JUDGING = (design.SEED + number for number in range(3))
# Two policies with one seed meet the same chance, so that their difference has little of it.
EPISODES: Final = design.EPISODES


@dataclass(frozen=True, slots=True)
class Episodes:
    """What each episode brought."""

    returns: FloatArray
    """Discounted sum of the rewards."""
    rewards: FloatArray
    """Mean reward of a step."""
    broken: Mapping[str, FloatArray]
    """By constraint, the share of the steps that broke it."""
    violated: FloatArray
    """The share of the steps that broke any."""
    actions: NDArray[np.int64]
    """How often each action was taken, over all of them."""


def played(policy: Policy, seed: int, episodes: int = EPISODES, scenario: Scenario = AS_MEASURED) -> Episodes:
    """Let the policy act until the horizon, or until an episode ends."""
    world = opened(episodes, scenario)
    observations, _ = world.reset(seed=seed)
    returns, rewards, steps = np.zeros(episodes), np.zeros(episodes), np.zeros(episodes)
    broken = {name: np.zeros(episodes) for name in design.TOLERATED}
    violated, taken = np.zeros(episodes), np.zeros(len(ACTIONS), np.int64)
    alive = np.ones(episodes, np.bool_)
    for step in range(design.HORIZON):
        actions = policy(as_columns(observations))
        observations, reward, ended, cut_off, told = world.step(actions)
        returns += np.where(alive, design.GAMMA**step * reward, 0.0)
        rewards += np.where(alive, reward, 0.0)
        any_broken = np.zeros(episodes, np.bool_)
        for name in broken:
            here = alive & told[name]
            broken[name] += here
            any_broken |= here
        violated += any_broken
        taken += np.bincount(actions[alive], minlength=len(ACTIONS))
        steps += alive
        alive &= ~(ended | cut_off)
        if not alive.any():
            break
    shares = {name: count / steps for name, count in broken.items()}
    return Episodes(returns, rewards / steps, shares, violated / steps, taken)
