"""The types of the numbers in `design.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of the first `k` items and the bounds that it must keep."""

    name: str
    role: str
    measures: str
    """The metric itself, whatever the document calls it."""
    k: int
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class MustBeat:
    """By how much the best simple list must be beaten."""

    metric: str
    margin: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals of the metrics are computed."""

    resamples: int
    confidence: float
    seed: int


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What a model was judged on."""

    sha256: str
    actions: int
    users: int
    """Users of the test with an item that could be shown."""
    skipped: int
    """Users of the test without one, who tell nothing about a list."""
    cold_users: int
    cold_items: int
    """Items of the test that nobody had before: no list can hold them."""
    since: str
    """The first moment of the test."""
