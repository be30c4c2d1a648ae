"""A read-only view of a system that records which of certain entries are read.

It looks like what it shows: the same attributes, the same classes, the same maps. Nothing of the system is
changed or patched, so that any number of views can stand side by side.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from typing import Any

from mlsys.ir.build import DERIVATIONS
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.spec.fields import Section


class Record:
    """Which of the watched entries have been read."""

    def __init__(self, system: System, watched: Iterable[Route]) -> None:
        """Watch the entries at ``watched`` in ``system``."""
        self.watched = tuple(watched)
        self.read: set[Route] = set()
        self._spec = system.spec
        self._triggers: dict[int, dict[str, set[Route]]] = {}
        self._views: dict[int, _SectionView] = {}
        for route in self.watched:
            self._watch(route)

    def note(self, routes: Iterable[Route]) -> None:
        """Remember that entries have been read."""
        self.read.update(routes)

    def note_below(self, route: Route) -> None:
        """Remember that everything at and below ``route`` has been asked about."""
        self.note(entry for entry in self.watched if route[: len(entry)] == entry)

    def note_attribute(self, section: Section, name: str) -> None:
        """Remember that an attribute of a section has been read."""
        found = self._triggers.get(id(section))
        if found is not None:
            self.read.update(found.get(name, ()), found.get("", ()))

    def view(self, value: Any) -> Any:
        """Return ``value`` so that what is read from it is recorded."""
        match value:
            case Section():
                return self._views.setdefault(id(value), _SectionView(value, self))
            case Mapping():
                return {key: self.view(item) for key, item in value.items()}
            case tuple():
                return tuple(self.view(item) for item in value)
        return value

    def _watch(self, route: Route) -> None:
        holder: Any = self._spec
        section, attribute = holder, ""
        for step in route:
            if isinstance(holder, Section):
                section, attribute = holder, _attribute(holder, step)
            holder = _child(holder, step)
            if holder is None:
                break
        alone = not isinstance(holder, Section | Mapping | tuple)
        if attribute and (alone or isinstance(entry_at(self._spec, route[:-1]), Section)):
            self._triggers.setdefault(id(section), {}).setdefault(attribute, set()).add(route)
        for inner in _sections(holder):
            self._triggers.setdefault(id(inner), {}).setdefault("", set()).add(route)


class _SectionView:
    """A section whose reads are recorded; an instance of the class of that section to all who ask."""

    __slots__ = ("_known", "_record", "_section")

    def __init__(self, section: Section, record: Record) -> None:
        object.__setattr__(self, "_section", section)
        object.__setattr__(self, "_record", record)
        object.__setattr__(self, "_known", {})

    @property  # type: ignore[misc]  # makes `isinstance` and class patterns look through
    def __class__(self) -> Any:
        return type(self._section)

    def __getattr__(self, name: str) -> Any:
        section: Section = self._section
        if name.startswith("__"):
            return getattr(section, name)  # to go through all fields, as `vars` does, is no use of one
        record: Record = self._record
        record.note_attribute(section, name)
        known: dict[str, Any] = self._known
        if name not in known:
            computed = _computed(type(section), name)
            if computed is not None:
                return computed(self)
            known[name] = record.view(getattr(section, name))
        return known[name]

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a view is read-only: {name}")

    def __eq__(self, other: object) -> bool:
        return bool(self._section == (other._section if type(other) is _SectionView else other))

    def __hash__(self) -> int:
        return hash(self._section)

    def __repr__(self) -> str:
        return repr(self._section)


@dataclass(frozen=True, kw_only=True, slots=True)
class _SystemView(System):
    """A system that records also which of its entries are asked for."""

    record: Record

    def declared(self, route: Route) -> bool:
        self.record.note_below(route)
        return System.declared(self, route)


class _MapView(dict[str, Any]):
    """A map that records on which watched entries the values read from it depend."""

    def __init__(
        self,
        values: Mapping[str, Any],
        record: Record,
        depends: Mapping[str, frozenset[Route]],
        absent: frozenset[Route],
    ) -> None:
        super().__init__(values)
        self._record, self._depends, self._absent = record, depends, absent

    def _note(self, key: str) -> None:
        self._record.note(self._depends.get(key, frozenset()) if key in self.keys() else self._absent)

    def _note_all(self) -> None:
        self._record.note(self._absent.union(*self._depends.values()))

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._note(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str):
            self._note(key)
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self._note_all()
        return super().__iter__()

    def __len__(self) -> int:
        self._note_all()
        return super().__len__()

    def values(self) -> Any:
        self._note_all()
        return super().values()

    def items(self) -> Any:
        self._note_all()
        return super().items()


def recorded(system: System, watched: Iterable[Route]) -> tuple[System, Record]:
    """Return a view of ``system``, and the record of which entries at ``watched`` are read through it."""
    record = Record(system, watched)
    values = {field.name: getattr(system, field.name) for field in fields(system)}
    values["spec"] = record.view(system.spec)
    values["faults"] = record.watched
    for name, above in (("metrics", ("metrics",)), ("features", ("data", "features"))):
        known = values[name]
        gone = frozenset(r for r in record.watched if r == above or (r[:-1] == above and r[-1] not in known))
        bound = {key: replace(item, spec=record.view(item.spec)) for key, item in known.items()}
        values[name] = _MapView(bound, record, {}, gone)
    view = _SystemView(**values, record=record)
    return replace(view, derivations=_derivations(view, record)), record


def _derivations(view: _SystemView, record: Record) -> _MapView:
    """Return the derived numbers, each with the watched entries that it depends on."""
    depends: dict[str, frozenset[Route]] = {}
    silent: set[Route] = set()
    for derive in DERIVATIONS:
        record.read.clear()
        known = [derivation.id for derivation in derive(view)]
        read = frozenset(record.read)
        depends.update(dict.fromkeys(known, read))
        silent |= read if not known else set()
    record.read.clear()
    return _MapView(view.derivations, record, depends, frozenset(silent))


def entry_at(holder: Any, route: Route) -> Any:
    """Return what stands at ``route`` below ``holder``, a section, map or list; ``None`` if nothing does."""
    for step in route:
        holder = _child(holder, step)
    return holder


@cache
def _computed(section: type[Section], name: str) -> Callable[[Any], Any] | None:
    """Return what computes an attribute from the fields of a section; ``None`` for a field itself.

    It is computed from the view, or the reads of the fields would be missed.
    """
    defined = next((vars(cls)[name] for cls in section.__mro__ if name in vars(cls)), None)
    match defined:
        case property(fget=function) if function is not None:
            return function
        case types.FunctionType() as function:
            return partial(types.MethodType, function)
    return None


def _attribute(holder: Section, step: Any) -> str:
    info = type(holder).language_fields().get(step)
    return info.attribute if info is not None else ""


def _child(holder: Any, step: Any) -> Any:
    match holder:
        case Section():
            return vars(holder).get(_attribute(holder, step))
        case Mapping():
            return holder.get(step)
        case tuple() if isinstance(step, int) and step < len(holder):
            return holder[step]
    return None


def _sections(value: Any) -> Iterator[Section]:
    match value:
        case Section():
            yield value
            for item in vars(value).values():
                yield from _sections(item)
        case Mapping():
            for item in value.values():
                yield from _sections(item)
        case tuple():
            for item in value:
                yield from _sections(item)
