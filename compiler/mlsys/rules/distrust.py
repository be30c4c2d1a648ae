"""Rules over a document with faults: what rests on a fault is not reported, the rest is.

A rule says where a finding is, not all that it has read on the way. So the reads of the rule are watched: a
rule that has read a faulty entry, or something derived from one, may only report about other entries of the
same map or list, which it has judged one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from mlsys.ir.build import DERIVATIONS
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule
from mlsys.spec.fields import Section


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says about a document with faults."""

    findings: tuple[Finding, ...]
    """Those that rest on no fault."""
    fault: Route | None = None
    """A fault that the rule depends on; ``None`` when it has judged all that there is."""


class Watch:
    """Runs rules over one system and knows which of its entries are faulty.

    As long as there are faults, and until it is closed, it sees what the whole process reads of sections:
    there is one at a time.
    """

    def __init__(self, system: System) -> None:
        self._plain = system
        self._faults: list[Route] = []
        self._triggers: dict[int, dict[str, set[Route]]] = {}
        self._touched: set[Route] = set()
        self._system = system

    def distrust(self, faults: Iterable[Route]) -> None:
        """Take more entries for faulty."""
        new = [fault for fault in dict.fromkeys(faults) if fault not in self._faults]
        if not new:
            return
        self._faults += new
        self._start_reading()
        for fault in new:
            self._watch(fault)
        self._system = self._watched()

    def faulty(self, route: Route) -> Route | None:
        """Return the fault that holds, or lies in, the entry at ``route``."""
        return next((fault for fault in self._faults if _overlap(fault, route)), None)

    def judge(self, rule: Rule) -> Judgement:
        """Return the findings of ``rule`` that rest on no fault."""
        if not self._faults:
            return Judgement(tuple(rule.check(self._plain)))
        self._touched.clear()
        found = tuple(rule.check(self._system))
        touched = [] if rule.minds_faults else sorted(self._touched, key=str)
        kept = tuple(finding for finding in found if self._stands(finding, touched))
        if len(kept) == len(found) and not touched:
            return Judgement(kept)
        dropped = (self.faulty(f.route) for f in found if f not in kept)
        return Judgement(kept, next(iter(touched), None) or next((d for d in dropped if d), self._faults[0]))

    # -- judging findings -------------------------------------------------------------------------

    def _stands(self, finding: Finding, touched: Sequence[Route]) -> bool:
        routes = (finding.route, *(related.route for related in finding.related))
        if any(_overlap(route, fault) for route in routes for fault in self._faults):
            return False
        return all(self._independent(route, fault) for route in routes for fault in touched)

    def _independent(self, route: Route, fault: Route) -> bool:
        """Whether two places lie in different entries of one map or list."""
        shared = 0
        while shared < min(len(route), len(fault)) and route[shared] == fault[shared]:
            shared += 1
        holder = _at(self._plain.spec, fault[:shared])
        return shared > 0 and isinstance(holder, Mapping | tuple)

    # -- watching reads ----------------------------------------------------------------------------

    def _watch(self, fault: Route) -> None:
        """Make reads of ``fault`` in the bound document leave a trace."""
        holder: Any = self._plain.spec
        section, attribute = holder, ""
        for step in fault:
            if isinstance(holder, Section):
                section, attribute = holder, _attribute(holder, step)
            holder = _child(holder, step)
            if holder is None:
                break
        alone = not isinstance(holder, Section | Mapping | tuple)
        if attribute and (alone or isinstance(_at(self._plain.spec, fault[:-1]), Section)):
            self._triggers.setdefault(id(section), {}).setdefault(attribute, set()).add(fault)
        for inner in _sections(holder):
            self._triggers.setdefault(id(inner), {}).setdefault("", set()).add(fault)

    def note(self, faults: Iterable[Route]) -> None:
        """Remember that the rule depends on ``faults``."""
        self._touched.update(faults)

    def note_route(self, route: Route) -> None:
        """Remember that the rule has asked whether ``route`` is declared."""
        self.note(fault for fault in self._faults if route[: len(fault)] == fault)

    def _start_reading(self) -> None:
        """Watch every attribute of every section that is read from now on."""
        triggers, touched = self._triggers, self._touched

        def read(section: Section, name: str) -> Any:
            found = triggers.get(id(section))
            if found is not None:
                touched.update(found.get(name, ()), found.get("", ()))
            return object.__getattribute__(section, name)

        Section.__getattribute__ = read  # type: ignore[method-assign,assignment]

    def close(self) -> None:
        """Stop watching; the one who made the watch has to call it."""
        if "__getattribute__" in vars(Section):
            del Section.__getattribute__

    def _watched(self) -> System:
        """Return the system with indexes and derivations that tell when something faulty is read."""
        tainted: dict[str, frozenset[Route]] = {}
        silent: set[Route] = set()
        for derive in DERIVATIONS:
            self._touched.clear()
            known = [derivation.id for derivation in derive(self._plain)]
            touched = frozenset(self._touched)
            tainted.update(dict.fromkeys(known, touched))
            silent |= touched if not known else set()
        values = {field.name: getattr(self._plain, field.name) for field in fields(self._plain)}
        values["faults"] = tuple(self._faults)
        values["derivations"] = _Watched(values["derivations"], self, tainted, frozenset(silent))
        for name, above in (("metrics", ("metrics",)), ("features", ("data", "features"))):
            gone = frozenset(
                f for f in self._faults if (f[:-1] == above and f[-1] not in values[name]) or f == above
            )
            values[name] = _Watched(values[name], self, {}, gone)
        return _WatchedSystem(**values, watch=self)


@dataclass(frozen=True, kw_only=True, slots=True)
class _WatchedSystem(System):
    """A system that tells which of its entries a rule has asked about."""

    watch: Watch

    def declared(self, route: Route) -> bool:
        self.watch.note_route(route)
        return System.declared(self, route)


class _Watched(dict[str, Any]):
    """A map that tells which faults the entries read from it depend on."""

    def __init__(
        self,
        values: Mapping[str, Any],
        watch: Watch,
        tainted: Mapping[str, frozenset[Route]],
        absent: frozenset[Route],
    ) -> None:
        super().__init__(values)
        self._watch, self._tainted, self._absent = watch, tainted, absent

    def _note(self, key: str) -> None:
        self._watch.note(self._tainted.get(key, frozenset()) if key in self.keys() else self._absent)

    def _note_all(self) -> None:
        self._watch.note(self._absent.union(*self._tainted.values()))

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


def _overlap(one: Route, other: Route) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _attribute(section: Section, step: Any) -> str:
    info = type(section).language_fields().get(step)
    return str(getattr(info, "attribute", step)) if info is not None else ""


def _child(holder: Any, step: Any) -> Any:
    match holder:
        case Section():
            return vars(holder).get(_attribute(holder, step))
        case Mapping():
            return holder.get(step)
        case tuple() if isinstance(step, int) and step < len(holder):
            return holder[step]
    return None


def _at(holder: Any, route: Route) -> Any:
    for step in route:
        holder = _child(holder, step)
    return holder


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
