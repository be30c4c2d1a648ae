"""Rules over a document with faults: what rests on a fault is not reported, the rest is.

A rule says where a finding is, not all that it has read on the way. So it sees a view that records its reads:
a rule that has read a faulty entry, or something derived from one, may only report about other entries of the
same map or list, which it has judged one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule
from mlsys.rules.recording import entry_at, recorded


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says about a document with faults."""

    findings: tuple[Finding, ...]
    """Those that rest on no fault."""
    fault: Route | None = None
    """A fault that the rule depends on; ``None`` when it has judged all that there is."""


class Faults:
    """Runs rules over one system, of which some entries are known to be wrong."""

    def __init__(self, system: System, faults: Iterable[Route] = ()) -> None:
        self._plain = system
        self._faults: tuple[Route, ...] = ()
        self.add(faults)

    def add(self, faults: Iterable[Route]) -> None:
        """Take more entries for faulty."""
        known = tuple(dict.fromkeys((*self._faults, *faults)))
        if known != self._faults:
            self._faults = known
            self._view, self._record = recorded(self._plain, known)

    def holding(self, route: Route) -> Route | None:
        """Return the fault that holds, or lies in, the entry at ``route``."""
        return next((fault for fault in self._faults if _overlap(fault, route)), None)

    def judge(self, rule: Rule) -> Judgement:
        """Return the findings of ``rule`` that rest on no fault."""
        if not self._faults:
            return Judgement(tuple(rule.check(self._plain)))
        self._record.read.clear()
        found = tuple(rule.check(self._view))
        touched = [] if rule.minds_faults else sorted(self._record.read, key=str)
        kept = tuple(finding for finding in found if self._stands(finding, touched))
        if len(kept) == len(found) and not touched:
            return Judgement(kept)
        dropped = (self.holding(f.route) for f in found if f not in kept)
        return Judgement(kept, next(iter(touched), None) or next((d for d in dropped if d), self._faults[0]))

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
        holder = entry_at(self._plain.spec, fault[:shared])
        return shared > 0 and isinstance(holder, Mapping | tuple)


def _overlap(one: Route, other: Route) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
