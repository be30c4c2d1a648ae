"""Names that the document uses and where each must be declared, as the language's fields say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlsys.route import Route
from mlsys.spec.lookup import bound_fields

if TYPE_CHECKING:
    from mlsys.spec.data import Data
    from mlsys.spec.root import MLSystem

DRIFT_SIGNALS = ("prediction_drift", "input_drift")
"""Signals that retraining triggers may name without declaring them."""
_BUILT_IN: Mapping[Route, tuple[str, ...]] = {
    ("requirements", "reliability", "fallback", "use"): ("cached", "default")
}

_COLLECTIONS: Mapping[str, tuple[Route, ...]] = {
    "signals": (("metrics",), ("requirements", "reliability", "slos")),
    "data.features": (("data", "features"), ("data", "keys")),
    "data.columns": (("data", "features"), ("data", "keys"), ("data", "label")),
}
_OF_PARTS: frozenset[Route] = frozenset(
    {("stakeholders",), ("task", "classes"), ("data", "keys"), ("data", "label")}
)
"""Collections whose names are values inside of their entries, not keys."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A name used at a place; it must be declared at ``target``."""

    route: Route
    name: str
    target: str
    """Where it must be declared: ``metrics``."""
    is_key: bool = False
    """Whether the name is the key at the end of the route, not the value."""


def references(spec: MLSystem) -> Iterator[Reference]:
    """Yield every name that refers to something else in the document."""
    for found in bound_fields(spec):
        if found.field.meaning.refers and not _judged_elsewhere(spec, found.route):
            yield from _names_in(found.value, found.route, found.field.meaning.refers)
    retrain = spec.requirements.adaptability.retrain
    for index, trigger in enumerate(retrain.triggers if retrain else ()):
        route: Route = ("requirements", "adaptability", "retrain", "triggers", index, "metric")
        yield Reference(route, trigger.metric, "signals")


def _judged_elsewhere(spec: MLSystem, route: Route) -> bool:
    """Whether a rule of its own says more about a wrong name at this place."""
    by_attribute = route[:3] == ("requirements", "constraints", "fairness") and route[-1] == "by"  # MLS921
    metric = spec.experiment.metric if spec.experiment and route == ("experiment", "metric") else None
    return by_attribute or metric in spec.metrics  # MLS902


def declared_names(
    spec: MLSystem, reference: Reference, faults: Sequence[Route] = ()
) -> tuple[str, ...] | None:
    """Return the names that the reference may use; ``None`` when that cannot be known.

    Entries with errors of their own count as declared. A collection that is not declared at all, or that is
    faulty in a way that may hide names, is unknown.
    """
    names = _sound_names(spec, reference)
    if names is None:
        return None
    found = list(names)
    for collection in _collections(reference.target):
        depth = len(collection)
        for fault in faults:
            if fault[:depth] == collection and len(fault) == depth + 1 and collection not in _OF_PARTS:
                found.append(str(fault[-1]))
            elif fault == collection[: len(fault)] or (
                fault[:depth] == collection and collection in _OF_PARTS
            ):
                return None
    return tuple(dict.fromkeys(found))


def _collections(target: str) -> tuple[Route, ...]:
    """Return where the names of ``target`` are declared."""
    return _COLLECTIONS.get(target, (tuple(target.split(".")),))


def _sound_names(spec: MLSystem, reference: Reference) -> tuple[str, ...] | None:
    match reference.target:
        case "stakeholders":
            people = (
                part for s in spec.stakeholders for part in (s.team, s.accountable, s.oncall, s.role) if part
            )
            return tuple(dict.fromkeys(people)) if spec.stakeholders else None
        case "task.classes":
            classes: tuple[str, ...] | None = getattr(spec.task, "classes", None)
            return classes
        case "signals":
            return (*DRIFT_SIGNALS, *spec.metrics, *spec.requirements.reliability.slos)
        case "data.features":
            keys = (spec.data.keys.group, spec.data.keys.tenant, spec.data.keys.user, spec.data.keys.item)
            return (*spec.data.features, *(key for key in keys if key))
        case "data.columns":
            return tuple(_columns(spec.data))
        case target:
            return (*_names_at(spec, target), *_BUILT_IN.get(reference.route, ()))


def _columns(data: Data) -> Iterator[str]:
    """Yield the columns that a table has by what the document says of it."""
    keys, label = data.keys, data.label
    singles = (keys.entity, keys.group, keys.time, keys.user, keys.item, keys.tenant, data.split.column)
    yield from filter(None, (*singles, data.split.time, data.split.group_by, label.column if label else None))
    yield from (*data.features, *keys.series, *(label.columns if label else ()))


def _names_at(spec: MLSystem, target: str) -> tuple[str, ...]:
    found: Any = spec
    for step in target.split("."):
        found = getattr(found, step)
    return tuple(found)


def _names_in(value: object, route: Route, target: str) -> Iterator[Reference]:
    if isinstance(value, str):
        yield Reference(route, value, target)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield Reference((*route, index), str(item), target)
    elif isinstance(value, Mapping):
        for key in value:
            yield Reference((*route, key), key, target, is_key=True)
