"""The resolved system: what the rules judge and the blueprints render."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.route import Route
from mlsys.spec.families import FAMILIES, ModelFamily
from mlsys.spec.fields import OWN_TYPE
from mlsys.spec.task_kinds import TaskKind
from mlsys.spec.tasks import TASK_KINDS
from mlsys.syntax.nodes import Node, Scalar, find

if TYPE_CHECKING:
    from mlsys.profile.model import ColumnProfile, Profile
    from mlsys.spec.features import Feature
    from mlsys.spec.metrics import Metric
    from mlsys.spec.registry import MetricEntry
    from mlsys.spec.root import MLSystem


@dataclass(frozen=True, slots=True)
class BoundMetric:
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


@dataclass(frozen=True, slots=True)
class BoundFeature:
    """A declared column."""

    name: str
    spec: Feature

    @property
    def is_input(self) -> bool:
        """Whether the model sees the column; otherwise it is kept for evaluation."""
        return self.spec.use == "model"

    @property
    def route(self) -> Route:
        """Where the document declares the column."""
        return ("data", "features", self.name)


@dataclass(frozen=True, slots=True)
class System:
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
    """What a look at the data showed, as it is now."""
    measured: frozenset[Route] = frozenset()
    """Entries that the document leaves open and ``spec`` has from the profile."""
    previous: MLSystem | None = None
    """The document of the last compilation."""
    families: Mapping[str, ModelFamily] = field(default_factory=lambda: FAMILIES)
    """The known families of models, with those that blueprints introduce."""
    faults: tuple[Route, ...] = ()
    """Entries that are written but wrong, and so not, or not as written, in ``spec``."""

    def declared(self, route: Route) -> bool:
        """Return whether the document itself has a value at ``route``, default or not."""
        return find(self.tree, route) is not None

    def known(self, route: Route) -> bool:
        """Return whether there is a value at ``route`` that is no default: declared, or measured."""
        return route in self.measured or self.declared(route)

    @property
    def task_kind(self) -> TaskKind:
        """The properties of the type of the task."""
        return TASK_KINDS[self.spec.task.type]

    @property
    def table_path(self) -> str:
        """Where a project has its table: the declared file, else the one that a delivery is written to."""
        source = self.spec.data.source
        if source is None:
            return "data/train.csv"
        elsewhere = source.uri or source.table or source.query
        return source.path or ("data/train.parquet" if elsewhere else "data/train.csv")

    @property
    def own_task(self) -> str:
        """The type of tasks of an organisation that this one is; empty for those of the language."""
        name = find(self.tree, ("task", OWN_TYPE))
        return str(name.value) if isinstance(name, Scalar) else ""

    def column(self, feature: str) -> ColumnProfile | None:
        """Return what the column of a feature, or another column of the table, showed."""
        declared = self.spec.data.features.get(feature)
        name = declared.column or feature if declared is not None else feature
        return self.profile.columns.get(name) if self.profile is not None else None

    def primary_metric(self) -> BoundMetric | None:
        """Return the first metric that the system optimises, or ``None``."""
        return next((m for m in self.metrics.values() if m.spec.role == "optimize"), None)

    def inputs(self, *types: str) -> tuple[BoundFeature, ...]:
        """Return the columns that the model sees: all of them, or those of some types."""
        seen = (feature for feature in self.features.values() if feature.is_input)
        return tuple(feature for feature in seen if not types or feature.spec.type in types)
