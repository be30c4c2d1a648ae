"""The types of the numbers in `design.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "integer", "boolean", "categorical"]


@dataclass(frozen=True, slots=True)
class Feature:
    """A column beside the label, known over the whole horizon or up to the origin only."""

    name: str
    kind: Kind
    known_ahead: bool = False
    column: str | None = None
    """Its name in the table, where that is another."""
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric and the bounds that it must keep."""

    name: str
    role: str
    kind: str | None = None
    """The metric itself, where `name` is a name of the document's own."""
    minimum: float | None = None
    maximum: float | None = None
    params: dict[str, float] = field(default_factory=dict)

    @property
    def measures(self) -> str:
        """What is measured."""
        return self.kind or self.name


@dataclass(frozen=True, slots=True)
class MustBeat:
    """By how much the best simple baseline must be beaten."""

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
    series: int
    steps: int
    origins: list[str]
    """The test origins."""
