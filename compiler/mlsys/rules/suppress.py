"""Suppressions: findings that a document accepts, with reason, owner and expiry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.route import Route, format_route, parse_route
from mlsys.rules.base import Rule
from mlsys.rules.registry import matches

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.metadata import Suppression

MLS011 = "MLS011"


@dataclass(slots=True)
class Ledger:
    """Which suppressions had their chance; kept over all environments, for one may matter to one of them."""

    judged: set[int] = field(default_factory=set)
    """Indexes of those that are valid and whose rule ran."""
    used: set[int] = field(default_factory=set)
    """Indexes of those that matched a finding."""
    refused: set[int] = field(default_factory=set)
    """Indexes of those that are aimed at an error."""


def suppress(
    system: System,
    found: Sequence[Diagnostic],
    rules: Mapping[str, Rule],
    ran: Sequence[str],
    ledger: Ledger,
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Split findings into those that stand and those that the document suppresses; note which did it.

    Errors stand whatever a suppression says. An expired or incomplete suppression suppresses nothing.
    """
    kept = list(found)
    suppressed: list[Diagnostic] = []
    for index, entry in _valid(system):
        if not _judged(entry, rules, ran):
            continue
        ledger.judged.add(index)
        hits = [finding for finding in kept if covers(entry, finding, rules)]
        for finding in hits:
            kept.remove(finding)
        suppressed.extend(hits)
        if hits:
            ledger.used.add(index)
        elif any(_about(entry, finding, rules) for finding in kept):
            ledger.refused.add(index)
    return kept, suppressed


def standing(
    system: System, found: Iterable[Diagnostic], judged: Iterable[str] = (), ledger: Ledger | None = None
) -> tuple[Diagnostic, ...]:
    """Return the findings about overlays or the project, which are of no rule, that are not suppressed.

    Args:
        system: the system with its suppressions.
        found: the findings.
        judged: codes that could have been found in this step.
        ledger: where the use of suppressions is noted.
    """
    notes, codes = ledger or Ledger(), set(judged)
    kept = list(found)
    for index, entry in _valid(system):
        route = _route(entry.path)
        about = [f for f in kept if f.code == entry.rule and f.route[: len(route)] == route]
        hits = [finding for finding in about if finding.severity is not Severity.ERROR]
        kept = [finding for finding in kept if finding not in hits]
        if entry.rule in codes:
            notes.judged.add(index)
        if hits:
            notes.used.add(index)
    return tuple(kept)


def unmatched(entries: Sequence[Suppression], ledger: Ledger) -> list[Diagnostic]:
    """Return a finding for each suppression that had its chance and matched nothing.

    Left in place it would hide the next real finding.
    """
    return [
        _refused(index, entries[index]) if index in ledger.refused else _unmatched(index, entries[index])
        for index in sorted(ledger.judged - ledger.used)
    ]


def _valid(system: System) -> Iterator[tuple[int, Suppression]]:
    """Yield the suppressions that are complete and in force; MLS011 tells about the others."""
    for index, entry in enumerate(system.spec.suppressions):
        if entry.path is not None and entry.expires is not None and entry.expires >= system.today:
            yield index, entry


def covers(entry: Suppression, finding: Diagnostic, rules: Mapping[str, Rule]) -> bool:
    """Return whether a suppression takes away a finding: same rule, at or below its path, not an error."""
    return finding.severity is not Severity.ERROR and _about(entry, finding, rules)


def _about(entry: Suppression, finding: Diagnostic, rules: Mapping[str, Rule]) -> bool:
    rule = rules.get(finding.code)
    route = _route(entry.path)
    return rule is not None and matches(rule, (entry.rule,)) and finding.route[: len(route)] == route


def _route(path: str | None) -> Route:
    try:
        return parse_route(path or "")
    except ValueError:
        return (path or "",)


def _judged(entry: Suppression, rules: Mapping[str, Rule], ran: Sequence[str]) -> bool:
    return any(matches(rule, (entry.rule,)) for rule in rules.values() if rule.code in ran)


def _refused(index: int, entry: Suppression) -> Diagnostic:
    return Diagnostic(
        code=MLS011,
        severity=Severity.ERROR,
        message=f"suppression of {entry.rule}: an error cannot be suppressed",
        route=("suppressions", index, "rule"),
        help=f"mend `{format_route(_route(entry.path))}`; only danger, warning and note can be accepted",
    )


def _unmatched(index: int, entry: Suppression) -> Diagnostic:
    return Diagnostic(
        code=MLS011,
        severity=Severity.ERROR,
        message=f"suppression of {entry.rule} at `{format_route(_route(entry.path))}` matches no finding",
        route=("suppressions", index, "rule"),
        help="remove it: left in place it would hide the next real finding there",
    )
