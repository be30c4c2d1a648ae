"""What is answered: an action, how probable it was, and the probability of each, from expected rewards."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.design import MAX_EXPLORED
from ..config.settings import EXPLORES
from ..data.contract import ACTION, ACTIONS, PROBABILITIES, PROPENSITY, SCORE
from ..data.histogram import Histogram
from .policy import Chances, chances, drawn, expected, feasible

FloatArray: TypeAlias = NDArray[np.float64]
Row: TypeAlias = tuple[float, str, float, dict[str, float]]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of the rewards to expect.
OUTCOMES: Final = ACTIONS
BUCKETS: Final = tuple(edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "expected_reward"
# Columns of the MLflow model, with their types there; who calls it draws.
COLUMNS: Final = ((SCORE, "double"), *((name, "double") for name in PROBABILITIES))

Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    expected_reward: Annotated[float, msgspec.Meta(description="What the draw brings on average.")]
    action: Annotated[str, msgspec.Meta(description="The action, drawn by the probabilities.")]
    propensity: Annotated[float, msgspec.Meta(gt=0, le=1, description="Probability with which it was drawn.")]
    probabilities: Annotated[
        dict[str, Share], msgspec.Meta(description="Probability of each action; 0 of those that may not be.")
    ]


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model: how much it explores; part of the manifest."""

    explored: float = MAX_EXPLORED
    taken: tuple[int, ...] = ()
    """How often each action is to be expected, of the decisions that it was fitted on."""
    actions: tuple[str, ...] = ACTIONS
    """In the order of the model's scores."""

    def __post_init__(self) -> None:
        """Refuse the rewards of other actions, or of the same ones in another order."""
        if self.actions != ACTIONS:
            raise ValueError(f"the model knows {self.actions}, the design {ACTIONS}: train again")

    def scores(self, raw: FloatArray) -> FloatArray:
        """The rewards as the graph gives them."""
        return raw

    def chances(self, scores: FloatArray) -> Chances:
        """The probability of each action."""
        return chances(scores, self.explored)

    def acting(self) -> Head:
        """The head as it decides now: without chance where the settings stop exploration."""
        return self if EXPLORES else msgspec.structs.replace(self, explored=0.0)

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer, with the most probable action; `settled` draws one."""
        return answers(expected(scores, self.chances(scores)), self.chances(scores))

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table, all but the draw."""
        found = self.chances(scores)
        shares = {name: pl.Series(found[:, place]) for place, name in enumerate(PROBABILITIES)}
        return {SCORE: pl.Series(expected(scores, found))} | shares

    def draws(self, scores: FloatArray, units: pl.Series) -> dict[str, pl.Series]:
        """The action of each decision and its propensity, as columns of a table."""
        found = self.chances(scores)
        action = drawn(found, units.cast(pl.String))
        return {
            ACTION: pl.Series([ACTIONS[place] for place in action], dtype=pl.String),
            PROPENSITY: pl.Series(found[np.arange(len(found)), action]),
        }

    @property
    def histogram(self) -> Histogram:
        """How often each action is taken, none of them unknown."""
        return Histogram((*self.taken, 0, 0), levels=self.actions)

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"explored": self.explored}


def answers(rewards: FloatArray, found: Chances) -> list[Row]:
    """The fields of answers that take their most probable action."""
    best, shares = found.argmax(axis=1), found.max(axis=1)
    return [
        (reward, ACTIONS[place], share, dict(zip(ACTIONS, row, strict=True)))
        for reward, place, share, row in zip(
            rewards.tolist(), best.tolist(), shares.tolist(), found.tolist(), strict=True
        )
    ]


def settled(row: Row, unit: str) -> Row:
    """The answer with its action drawn by lot for a decision."""
    reward, _, _, probabilities = row
    (place,) = drawn(np.array([list(probabilities.values())]), [unit])
    action = ACTIONS[place]
    return reward, action, probabilities[action], probabilities


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives, of which no reward is known."""
    return answers(np.zeros(len(values)), feasible(values))


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return expected(scores, chances(scores))


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return row[1]
