"""Suppressions: findings that a document accepts, with reason, owner and expiry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.route import Route, format_route, parse_route
from mlsys.rules.base import Rule
from mlsys.rules.registry import matches

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.metadata import Suppression

MLS011 = "MLS011"


def suppress(
    system: System, found: Sequence[Diagnostic], rules: Mapping[str, Rule], ran: Sequence[str]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Split findings into those that stand and those that the document suppresses.

    Errors stand whatever a suppression says. An expired suppression suppresses nothing. A suppression that
    matches none of the findings of a rule that ran is reported as MLS011: it hides the next real finding.
    """
    kept = list(found)
    suppressed: list[Diagnostic] = []
    for index, entry in enumerate(system.spec.suppressions):
        if entry.path is None or entry.expires is None or entry.expires < system.today:
            continue  # incomplete or expired: MLS011 says so
        if not _judged(entry, rules, ran):
            continue
        hits = [finding for finding in kept if covers(entry, finding, rules)]
        for finding in hits:
            kept.remove(finding)
        suppressed.extend(hits)
        if not hits and MLS011 in ran:
            refused = any(_about(entry, finding, rules) for finding in kept)
            kept.append(_refused(index, entry) if refused else _unmatched(index, entry))
    return kept, suppressed


def standing(system: System, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings about overlays or the project, which are of no rule, that are not suppressed."""
    entries = [
        (entry.rule, _route(entry.path))
        for entry in system.spec.suppressions
        if entry.path is not None and entry.expires is not None and entry.expires >= system.today
    ]
    return tuple(
        finding
        for finding in found
        if finding.severity is Severity.ERROR
        or not any(finding.code == code and finding.route[: len(route)] == route for code, route in entries)
    )


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
