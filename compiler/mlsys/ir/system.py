"""The resolved system: what the rules judge and the blueprints render."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from mlsys.ir.derivation import Derivation
from mlsys.route import Route
from mlsys.syntax.nodes import Node, find

if TYPE_CHECKING:
    from mlsys.spec.features import Feature
    from mlsys.spec.metrics import Metric
    from mlsys.spec.registry import MetricEntry
    from mlsys.spec.root import MLSystem


class BoundMetric(Struct, frozen=True):
    """A declared metric with what the registry knows about it."""

    id: str
    """The key in the document."""
    name: str
    """The name in the registry without ``@k``; as written when the registry does not know it."""
    spec: Metric
    entry: MetricEntry | None
    """``None`` when the registry does not know the metric."""
    params: Mapping[str, object]
    """Those in the name and those declared."""

    @property
    def route(self) -> Route:
        """Where the document declares the metric."""
        return ("metrics", self.id)


class BoundFeature(Struct, frozen=True):
    """A declared column."""

    name: str
    spec: Feature
    is_input: bool
    """Whether the model sees the column; otherwise it is kept for evaluation."""

    @property
    def route(self) -> Route:
        """Where the document declares the column."""
        return ("data", "features", self.name)


class Profile(Struct, frozen=True):
    """What a look at the data showed, for the rules that need data."""

    rows: int
    nulls: Mapping[str, float]
    """Share of missing values by column."""
    levels: Mapping[str, Mapping[str, int]]
    """Rows by value, for each column of few values."""
    zeros: Mapping[str, float]
    """Share of zeros by numeric column."""
    spread: Mapping[str, float]
    """Standard deviation over mean, by numeric column."""
    shared_entities: int = 0
    """Entities with rows in more than one split."""


class System(Struct, frozen=True):
    """One document in one environment, resolved; everything below is derived from ``spec``."""

    spec: MLSystem
    tree: Node
    """The merged document as written: tells what is declared from what is a default."""
    environment: str | None = None
    today: datetime.date = datetime.date.min
    """The day on which expiries are judged."""
    name: str = ""
    package: str = ""
    """``name`` as a Python identifier."""
    stage: str = "prototype"
    metrics: Mapping[str, BoundMetric] = field(default_factory=dict)
    features: Mapping[str, BoundFeature] = field(default_factory=dict)
    derivations: Mapping[str, Derivation] = field(default_factory=dict)
    profile: Profile | None = None
    previous: MLSystem | None = None
    faults: tuple[Route, ...] = ()
    """Entries that are written but wrong, and so not, or not as written, in ``spec``."""

    def declared(self, route: Route) -> bool:
        """Return whether the document itself has a value at ``route``, default or not."""
        return find(self.tree, route) is not None

    def primary_metric(self) -> BoundMetric | None:
        """Return the first metric that the system optimises, or ``None``."""
        return next((m for m in self.metrics.values() if m.spec.role == "optimize"), None)

    def inputs(self) -> tuple[BoundFeature, ...]:
        """Return the columns that the model sees."""
        return tuple(feature for feature in self.features.values() if feature.is_input)
