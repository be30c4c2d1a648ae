"""What each action brings when the best ones follow: dynamic programming over all states of the simulator.

Every state that can be reached is found by trying every action; how likely each next state is, is counted.
Source: Puterman 1994, "Markov decision processes", value iteration and its stopping by the span.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree
from sklearn.compose import ColumnTransformer

from ..artifacts.graph import Graph
from ..config import design
from ..config.errors import OperatorError
from ..data.contract import ACTIONS, MODEL_FEATURES
from ..features.preprocessing import model_input, tree_features
from ..task.eligibility import allowed
from ..task.episodes import LEARNING, FloatArray
from ..task.policy import NEVER
from ..task.simulator import as_frame, as_state, opened
from .base import Family, Matrix, Parameters

MAX_STATES: Final = 100_000
# Cells of the table that leads from a state's columns to its row.
MAX_CELLS: Final = 2_000_000
INSTEAD: Final = "choose another family than value_iteration"
SWEEPS: Final = 2_000
NAMES: Final = [feature.name for feature in MODEL_FEATURES]
PLACE: Final = "place of the state"

Seen: TypeAlias = tuple[NDArray[np.int64], FloatArray, NDArray[np.bool_]]
"""Places of next states, rewards, and whether the episode goes on."""


class TooManyStatesError(OperatorError):
    """The states of the simulator do not fit into a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """What each action brings in each state; between states that were found, that of the nearest counts."""

    columns: tuple[int, ...]
    """The transformed columns that tell states apart."""
    levels: tuple[FloatArray, ...]
    """The values of each of these, in order."""
    rows: NDArray[np.int64]
    """Of each combination of levels, the row of `returns`."""
    returns: FloatArray

    def predict(self, features: Matrix) -> FloatArray:
        """What each action brings."""
        cell = np.zeros(len(features), np.int64)
        for column, levels in zip(self.columns, self.levels, strict=True):
            cell = cell * len(levels) + level(features[:, column], levels)
        found: FloatArray = self.returns[self.rows[cell]]
        return found


class Moves(NamedTuple):
    """What is known of one action."""

    rewards: FloatArray
    """The mean reward of each state."""
    chances: csr_matrix
    """By state and next state; what is missing to 1, ends the episode."""


def level(values: FloatArray, levels: FloatArray) -> NDArray[np.int64]:
    """The number of the highest level that is not above each value; 0 where there is none, or no value."""
    reached: NDArray[np.int64] = (values[:, None] >= levels).sum(axis=1)
    return np.maximum(reached - 1, 0)


def fit(parameters: Parameters, _: pl.DataFrame, features: ColumnTransformer) -> Table:
    """Find the states, count where actions lead, and improve what they bring until it is settled.

    Raises:
        TooManyStatesError: when there are more states than a table holds.
    """
    states, moves = explored(parameters["futures"])
    returns = settled(moves, allowed(states), parameters["precision"])
    return tabled(features.transform(model_input(states)), returns)


def explored(futures: int) -> tuple[pl.DataFrame, list[Moves]]:
    """Every state that actions lead to, and where each action leads from it."""
    observations, _ = opened(futures).reset(seed=LEARNING)
    states = numbered(as_frame(observations).unique(maintain_order=True), 0)
    frontier = states
    seen: list[list[Seen]] = [[] for _ in ACTIONS]
    while frontier.height:
        found = [tried(frontier.select(NAMES), action, futures) for action in range(len(ACTIONS))]
        after = pl.concat([frame for frame, _, _ in found]).unique(maintain_order=True)
        new = numbered(after.join(states, on=NAMES, how="anti"), states.height)
        states = pl.concat([states, new])
        if states.height > MAX_STATES:
            raise TooManyStatesError(f"more than {MAX_STATES:,} states: {INSTEAD}")
        for action, (frame, reward, alive) in enumerate(found):
            seen[action].append((frame.join(states, on=NAMES, how="left")[PLACE].to_numpy(), reward, alive))
        frontier = new
    return states.select(NAMES), [counted(parts, states.height, futures) for parts in seen]


def numbered(frame: pl.DataFrame, first: int) -> pl.DataFrame:
    """The states with their places."""
    return frame.with_columns(pl.int_range(first, first + pl.len()).alias(PLACE))


def tried(
    states: pl.DataFrame, action: int, futures: int
) -> tuple[pl.DataFrame, FloatArray, NDArray[np.bool_]]:
    """The next states of each state, so many of each; rewards, and whether the episode goes on."""
    state = {name: np.repeat(values, futures) for name, values in as_state(states).items()}
    world = opened(states.height * futures)
    world.reset(seed=LEARNING, options={"state": state})
    observations, reward, ended, _, _ = world.step(np.full(states.height * futures, action))
    return as_frame(observations), reward, ~ended


def counted(parts: list[Seen], states: int, futures: int) -> Moves:
    """The mean rewards, and the shares of the next states."""
    places, rewards, alive = (np.concatenate(column) for column in zip(*parts, strict=True))
    from_state = np.repeat(np.arange(states), futures)
    shape = (states, states)
    return Moves(
        rewards.reshape(states, futures).mean(axis=1),
        csr_matrix((alive / futures, (from_state, places)), shape=shape),
    )


def settled(moves: list[Moves], may: NDArray[np.bool_], precision: float) -> FloatArray:
    """What each action brings in each state, when the best ones follow."""
    value = change = np.zeros(len(may))
    for _ in range(SWEEPS):
        best = np.where(may, backed_up(moves, value), NEVER).max(axis=1)
        change, value = best - value, best
        # A change that is the same everywhere changes no decision.
        if np.ptp(change) <= precision:
            break
    if design.GAMMA < 1:
        # What all further sweeps would add.
        value = value + design.GAMMA / (1 - design.GAMMA) * change.mean()
    return backed_up(moves, value)


def backed_up(moves: list[Moves], value: FloatArray) -> FloatArray:
    """What each action brings in each state, from what the next states are worth."""
    return np.column_stack([one.rewards + design.GAMMA * (one.chances @ value) for one in moves])


def tabled(columns: Matrix, returns: FloatArray) -> Table:
    """The table, with a row for each combination of the columns that tell states apart."""
    kept = telling(columns)
    levels = tuple(np.unique(columns[:, column]) for column in kept)
    sizes = [len(one) for one in levels]
    if (cells := int(np.prod(sizes))) > MAX_CELLS:
        raise TooManyStatesError(f"{cells:,} combinations of values: {INSTEAD}")
    codes = np.column_stack(
        [np.searchsorted(one, columns[:, column]) for one, column in zip(levels, kept, strict=True)]
    )
    every = np.stack(np.unravel_index(np.arange(cells), sizes), axis=1)
    _, rows = cKDTree(codes / sizes).query(every / sizes)
    return Table(kept, levels, rows.astype(np.int64), returns)


def telling(columns: Matrix) -> tuple[int, ...]:
    """The fewest columns, from the last on, that tell all states apart."""
    kept = list(range(columns.shape[1]))
    for column in reversed(range(columns.shape[1])):
        others = [one for one in kept if one != column]
        if others and len(np.unique(columns[:, others], axis=0)) == len(columns):
            kept = others
    return tuple(kept)


def add_to(graph: Graph, columns: str, table: Table) -> str:
    """The row of each state, looked up by its levels."""
    cell = ""
    for code, levels in zip(codes(graph, columns, table), table.levels, strict=True):
        size = graph.constant(np.array(len(levels)))
        cell = graph.add("Add", graph.add("Mul", cell, size), code) if cell else code
    row = graph.add("Gather", graph.constant(table.rows), cell, axis=0)
    return graph.add("Gather", graph.constant(table.returns), row, axis=0)


def codes(graph: Graph, columns: str, table: Table) -> Iterator[str]:
    """The level of each telling column."""
    for column, levels in zip(table.columns, table.levels, strict=True):
        values = graph.add("Gather", columns, graph.constant(np.array([column])), axis=1)
        reached = graph.add("Cast", graph.add("GreaterOrEqual", values, graph.constant(levels)), to=7)
        number = graph.add("ReduceSum", reached, graph.constant(np.array([1])), keepdims=0)
        below = graph.add("Sub", number, graph.constant(np.array(1)))
        yield graph.add("Max", below, graph.constant(np.array(0)))


PARAMETERS: Final[Parameters] = {"futures": 40, "precision": 0.01}

VALUE_ITERATION: Final = Family("value_iteration", tree_features, fit, add_to, PARAMETERS)
