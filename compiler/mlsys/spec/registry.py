"""The registry of metrics: for which tasks each makes sense, which direction is good, what it needs.

The tables are in ``metric_tables``. A package can add metrics by the entry point group
``mlsys.metrics``, if it is trusted: each entry point names an iterable of `MetricEntry`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from mlsys.errors import MlsysError

Direction: TypeAlias = Literal["maximize", "minimize"]
Trivial: TypeAlias = Literal["majority", "prevalence", "half", "zero", "one"]

ENTRY_POINT_GROUP: Final = "mlsys.metrics"
_AT_NUMBER = re.compile(r"(?P<base>[^@]+)@(?P<number>[0-9]+)\Z")


@dataclass(frozen=True, slots=True)
class MetricParam:
    """A parameter of a metric."""

    name: str
    kind: Literal["integer", "number", "choice", "class"]
    doc: str
    default: int | float | str | None = None
    choices: tuple[str, ...] = ()
    required_for: frozenset[str] = frozenset()
    """Task types with which the metric means nothing without the parameter."""


@dataclass(frozen=True, slots=True)
class MetricEntry:
    """What is known about a kind of metric."""

    name: str
    title: str
    tasks: frozenset[str]
    """Types of tasks for which it is defined."""
    direction: Direction
    doc: str
    """Definition in a sentence."""
    low: float | None = 0.0
    """Smallest possible value; ``None``: none."""
    high: float | None = 1.0
    """Largest possible value; ``None``: none."""
    unit: Literal["share", "score", "target", "target²", "count", "nats"] = "share"
    """What the number counts in; ``target`` is the unit of what is predicted."""
    needs_labels: bool = True
    needs_probability: bool = False
    """Whether it judges scores rather than decisions."""
    params: Mapping[str, MetricParam] = field(default_factory=lambda: MappingProxyType({}))
    decomposable_online: bool = False
    """Whether it is a mean over events, so that it can be counted as they arrive."""
    trivial: Trivial | None = None
    """What a predictor without skill reaches, where that is known without data."""
    core: bool = False
    """Whether the field's textbooks begin with it."""

    @property
    def identifier(self) -> str:
        """The name as a Python identifier: ``ndcg@k`` is ``ndcg_at_k``."""
        return self.name.replace("@", "_at_")

    def allows(self, value: float) -> bool:
        """Whether the metric can have this value."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def missing_params(self, task: str, given: Mapping[str, object]) -> tuple[MetricParam, ...]:
        """Return the parameters that ``task`` needs and ``given`` lacks."""
        return tuple(p for p in self.params.values() if task in p.required_for and p.name not in given)


@dataclass(frozen=True, slots=True)
class MetricUse:
    """A metric as a document writes it: the entry and the parameters in its name."""

    entry: MetricEntry
    params: Mapping[str, object]


def resolve(name: str) -> MetricUse | None:
    """Return the metric that a document calls ``name``; ``ndcg@10`` is ``ndcg@k`` with k = 10."""
    from mlsys.spec.metric_tables import METRICS

    # Asking what packages are installed takes longer than the rest of a check, and names are rarely theirs.
    return _resolve_in(METRICS, name) or _resolve_in(metrics(), name)


def _resolve_in(known: Mapping[str, MetricEntry], name: str) -> MetricUse | None:
    if name in known:
        return MetricUse(known[name], MappingProxyType({}))
    if f"{name}@k" in known:
        return MetricUse(known[f"{name}@k"], MappingProxyType({}))
    match = _AT_NUMBER.match(name)
    if match is not None and f"{match['base']}@k" in known:
        params = MappingProxyType({"k": int(match["number"])})
        return MetricUse(known[f"{match['base']}@k"], params)
    return None


def metrics_for(task: str) -> tuple[MetricEntry, ...]:
    """Return the metrics defined for a type of task, the usual ones first."""
    fitting = [entry for entry in metrics().values() if task in entry.tasks]
    return tuple(sorted(fitting, key=lambda entry: not entry.core))


@cache
def metrics() -> Mapping[str, MetricEntry]:
    """Return all known metrics of quality by name: the built-in ones and those of installed packages."""
    from mlsys.spec.metric_tables import METRICS

    return MappingProxyType({**{entry.name: entry for entry in _installed()}, **METRICS})


def fairness_metrics() -> Mapping[str, MetricEntry]:
    """Return the metrics that compare groups, by name."""
    from mlsys.spec.metric_tables import FAIRNESS

    return FAIRNESS


def _installed() -> list[MetricEntry]:
    """Return the metrics of installed packages that are trusted; a built-in name cannot be taken over.

    Raises:
        MlsysError: if one of them offers something else.
    """
    from mlsys.trust.packages import offers

    found: list[MetricEntry] = []
    for offer in offers(ENTRY_POINT_GROUP)[0]:
        entries = offer.load()
        if not isinstance(entries, Iterable) or not all(isinstance(e, MetricEntry) for e in entries):
            raise MlsysError(
                f"package `{offer.package}`: `{offer.point.value}` is no list of metrics",
                help="tell its author, or uninstall it",
            )
        found += entries
    return found


def untrusted_packages() -> tuple[str, ...]:
    """Return the installed packages that offer metrics and are not trusted at what is installed."""
    from mlsys.trust.packages import offers

    return offers(ENTRY_POINT_GROUP)[1]
