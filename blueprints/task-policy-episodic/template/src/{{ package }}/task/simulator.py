"""The simulator that the design names, by the interface of `gymnasium.vector.VectorEnv`."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..config.types import Kind
from ..data import contract
from ..data.load import DTYPES

Observations: TypeAlias = Mapping[str, NDArray[Any]]
"""A column for each input of the contract."""
Flags: TypeAlias = NDArray[np.bool_]
Scenario: TypeAlias = Mapping[str, float | str]

AS_MEASURED: Final[Scenario] = {}


class Simulator(Protocol):
    """Many episodes in lockstep; what chance decides depends on the seed and not on the actions."""

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Begin episodes, in the states of `options["state"]` where they are given."""
        ...

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[Observations, NDArray[np.float64], Flags, Flags, dict[str, Any]]:
        """Observations, rewards, whether episodes ended or were cut off, and by constraint who broke it."""
        ...


def opened(episodes: int, scenario: Scenario = AS_MEASURED) -> Simulator:
    """A simulator of so many episodes."""
    module, name = design.SIMULATOR
    found: Simulator = getattr(import_module(module), name)(episodes, **scenario)
    return found


def as_columns(observations: Observations) -> Observations:
    """What is observed, in the types that rules and models expect."""
    types: dict[Kind, type[np.generic]] = {"boolean": np.bool_, "categorical": np.object_}
    return {
        feature.name: np.asarray(observations[feature.name], types.get(feature.kind, np.float64))
        for feature in contract.MODEL_FEATURES
    }


def as_frame(observations: Observations) -> pl.DataFrame:
    """What is observed, as a table that keeps the contract."""
    return pl.DataFrame(
        {
            feature.name: pl.Series(observations[feature.name]).cast(DTYPES[feature.kind])
            for feature in contract.MODEL_FEATURES
        }
    )


def as_state(frame: pl.DataFrame) -> dict[str, NDArray[Any]]:
    """The states of a frame as a simulator begins in them."""
    return {feature.name: frame[feature.name].to_numpy() for feature in contract.MODEL_FEATURES}
