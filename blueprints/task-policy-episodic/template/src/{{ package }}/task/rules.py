"""Simple policies in the simulator: the declared baselines, and each action by itself."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..data.contract import ACTIONS
from .baselines import BASELINES, Baseline
from .eligibility import permitted
from .episodes import CHOOSING, Policy, played
from .policy import NEVER, feasible
from .simulator import Observations


def following(baseline: Baseline) -> Policy:
    """The policy of a baseline; where it is by chance, the draws are the same at each call."""
    draw = np.random.default_rng(design.SEED)
    return partial(_ruled, baseline, draw)


def always(action: int) -> Policy:
    """The policy that takes one action wherever it may, and what may be taken elsewhere."""
    return following(lambda columns: np.full(len(next(iter(columns.values()))), float(action)))


def _ruled(baseline: Baseline, draw: np.random.Generator, states: Observations) -> NDArray[np.int64]:
    rows = len(next(iter(states.values())))
    chances = feasible(baseline(states), np.where(permitted(states, rows), 0.0, NEVER))
    limits = chances.cumsum(axis=1)
    place = draw.random(rows) * limits[:, -1]
    found: NDArray[np.int64] = (place[:, None] >= limits).sum(axis=1)
    return found


def simple() -> dict[str, Policy]:
    """All of them by name."""
    declared = {name: following(baseline) for name, baseline in BASELINES.items()}
    return {**declared, **{name: always(place) for place, name in enumerate(ACTIONS)}}


def best_simple() -> str:
    """The name of the one that brings most, by the chance that models are chosen by."""
    returns = {name: played(policy, CHOOSING).returns.mean() for name, policy in simple().items()}
    return max(returns, key=lambda name: float(returns[name]))
