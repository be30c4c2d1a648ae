"""From families to one learned policy: learn each, keep the simplest that the best does not clearly beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..data.split import Parts
from ..evaluation import bootstrap
from ..features.preprocessing import model_input
from ..models.base import Candidate, Family, Parameters
from ..models.families import FAMILIES
from ..task.answers import Head
from ..task.episodes import CHOOSING, Policy
from ..task.metrics import PRIMARY, Scores
from ..task.predictions import Predictions, chosen
from ..task.simulator import Observations, as_frame

Progress = Callable[[str], None]
Trials: TypeAlias = Mapping[str, int]
"""How often a family's search tries, by name; nothing is searched for here."""
AS_DECLARED: Final[Trials] = MappingProxyType({})


class Trial(NamedTuple):
    """Parameters that were tried, and what they reached."""

    parameters: Parameters
    value: float


@dataclass(frozen=True, slots=True)
class Search:
    """The parameters of a family, and what it reached with them."""

    family: str
    metric: str
    parameters: Parameters
    tried: tuple[Trial, ...] = ()
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen model, its episodes that it was chosen by, and its scores of states it did not begin in."""

    candidate: Candidate
    held_out: pl.DataFrame
    scores: Scores
    searches: tuple[Search, ...]
    played: Predictions
    fitted_on: Literal["train", "train and validation"] = "train"


def select(parts: Parts, progress: Progress, trials: Trials = AS_DECLARED) -> Selection:
    """Learn every family, and choose one."""
    found = []
    for family in FAMILIES:
        one = learned(family, parts)
        progress(f"{family.name}: {PRIMARY.name} {one.played.measured(PRIMARY).value:.4f} on validation")
        found.append(one)
    kept = choose(found)
    progress(f"chosen: {kept.candidate.family.name} ({design.SELECTION.replace('_', ' ')})")
    return kept


def simplest(parts: Parts) -> Selection:
    """The first family: enough for tests and drills."""
    return learned(FAMILIES[0], parts)


def learned(family: Family, parts: Parts) -> Selection:
    """The family, learned and let act in the episodes that models are chosen by."""
    features = family.features(parts.train).fit(model_input(parts.train))
    estimator = family.fit(family.parameters, parts.train, features)
    candidate = Candidate(family, features, estimator, family.parameters)
    played = Predictions.playing(acting(candidate), parts.validation, CHOOSING)
    reached = Trial(family.parameters, played.value(PRIMARY))
    search = Search(family.name, PRIMARY.name, family.parameters, (reached,), 1)
    return Selection(candidate, parts.validation, candidate.scores(parts.validation), (search,), played)


def acting(candidate: Candidate) -> Policy:
    """The policy that takes the best action by a model."""
    head = Head()

    def act(states: Observations) -> NDArray[np.int64]:
        return chosen(head, candidate.scores(as_frame(states)))

    return act


def choose(found: Sequence[Selection]) -> Selection:
    """The first that the best one does not beat beyond chance, in the same episodes."""
    values = [PRIMARY.sign * selection.played.value(PRIMARY) for selection in found]
    best = found[int(np.argmax(values))]
    if design.SELECTION == "best":
        return best
    for selection in found[: found.index(best)]:

        def advantage(rows: bootstrap.Rows, other: Predictions = selection.played) -> float:
            return PRIMARY.sign * (best.played.value(PRIMARY, rows) - other.value(PRIMARY, rows))

        if bootstrap.interval(advantage, len(best.played.labels)).low <= 0:
            return selection
    return best
