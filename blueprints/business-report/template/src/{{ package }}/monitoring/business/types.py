"""The words of the business report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["increase", "decrease"]


def sign(direction: Direction) -> int:
    """Makes more of the metric better: 1, or -1 where less is."""
    return 1 if direction == "increase" else -1


@dataclass(frozen=True, slots=True)
class Money:
    """An amount a year."""

    amount: float
    currency: str


@dataclass(frozen=True, slots=True)
class Objective:
    """A business metric that the system should move to `target` by a day.

    The target is a value (`absolute`), or a change for the better by a share of `current` (`relative`).
    """

    name: str
    direction: Direction
    by: date
    absolute: float | None = None
    relative: float | None = None
    current: float | None = None
    """Where the way starts; None: where the measurements start."""
    unit: str = ""
    source: str = ""
    value: Money | None = None
    """What reaching the target is worth."""


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A metric that may not get worse by more than a share of its reference."""

    name: str
    direction: Direction
    max_regression: float
    current: float | None = None
    """The reference; None: where the measurements start."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The belief that a model better in `ml` is better in the measured metric `measure` too."""

    claim: str
    """Path of the belief in mlsystem.yaml."""
    ml: str
    measure: str
    direction: Direction
    """The direction that is good for `measure`."""
    elasticity: float | None = None
    """Relative improvement of `measure` for each relative improvement of `ml`."""
