"""One step better than a simple policy: a linear model of what each action brings when that goes on.

The returns are those of the best simple policy after one other action, in the same chance for each action.
Source: Lagoudakis & Parr 2003, "Reinforcement learning as classification: leveraging modern classifiers";
Bertsekas 2020, "Rollout, policy iteration, and distributed reinforcement learning".
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import Ridge

from ..config import design
from ..data.contract import ACTIONS
from ..data.split import thinned
from ..features.preprocessing import linear_features, model_input
from ..task.episodes import LEARNING, FloatArray, Policy
from ..task.rules import best_simple, simple
from ..task.simulator import Observations, as_columns, as_state, opened
from .base import Family, Parameters
from .lines import Lines, add_to

STATES: Final = 2_000
# Futures of each state, and their length: later, one other action makes no difference.
FUTURES: Final = 8
STEPS: Final = min(21, design.HORIZON)


def fit(parameters: Parameters, states: pl.DataFrame, features: ColumnTransformer) -> Lines:
    """Fit the returns of all actions by least squares with a penalty."""
    tried = thinned(states, STATES)
    target = returns(tried, simple()[best_simple()])
    line = Ridge(**parameters).fit(features.transform(model_input(tried)), target)
    return Lines(line.coef_.T, line.intercept_)


def returns(states: pl.DataFrame, policy: Policy) -> FloatArray:
    """The discounted rewards of each action in each state, where the policy acts from the next step on."""
    state = {name: np.repeat(values, FUTURES) for name, values in as_state(states).items()}
    found = [future(state, place, policy) for place in range(len(ACTIONS))]
    return np.column_stack([one.reshape(states.height, FUTURES).mean(axis=1) for one in found])


def future(state: Observations, action: int, policy: Policy) -> FloatArray:
    """The discounted rewards of each episode that begins with the action."""
    episodes = len(next(iter(state.values())))
    world = opened(episodes)
    world.reset(seed=LEARNING, options={"state": state})
    total, alive = np.zeros(episodes), np.ones(episodes, np.bool_)
    actions = np.full(episodes, action)
    for step in range(STEPS):
        observations, reward, ended, _, _ = world.step(actions)
        total += np.where(alive, design.GAMMA**step * reward, 0.0)
        alive &= ~ended
        actions = policy(as_columns(observations))
    return total


RIDGE: Final = Family("ridge", linear_features, fit, add_to, {"alpha": 1.0})
