"""Running the rules over a system, band by band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.ir.system import System
from mlsys.route import parse_route
from mlsys.rules.base import Band, Finding, Needs, Rule
from mlsys.rules.registry import all_rules, matches
from mlsys.rules.suppress import suppress


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that could not judge, and why."""

    code: str
    reason: str
    """A phrase such as ``needs data.rows``."""


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What the rules found, and which of them judged at all."""

    diagnostics: tuple[Diagnostic, ...]
    """In the order of severity bands and codes, without the suppressed ones."""
    ran: tuple[str, ...]
    """Codes of the rules that judged the document."""
    skipped: tuple[Skipped, ...]
    """Rules that could not judge it."""
    not_applicable: tuple[str, ...]
    """Codes of rules about another task type."""
    suppressed: tuple[Diagnostic, ...]
    """Findings that the document suppresses, with reason and owner."""


@dataclass(slots=True)
class _Tally:
    diagnostics: list[Diagnostic] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    not_applicable: list[str] = field(default_factory=list)


def run(
    system: System,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Sequence[Rule] | None = None,
) -> RuleReport:
    """Run the rules over ``system``.

    The structure band runs first; when it finds an error the others are skipped, because a broken reference
    would make them report its consequences.

    Args:
        system: the resolved system.
        select: codes, beginnings of codes or names to run; empty for all.
        ignore: codes, beginnings of codes or names to leave out; wins over ``select``.
        rules: the rules to choose from; all by default.

    """
    chosen = [
        rule
        for rule in (all_rules() if rules is None else rules)
        if (not select or matches(rule, tuple(select))) and not matches(rule, tuple(ignore))
    ]
    tally = _Tally()
    for rule in (rule for rule in chosen if rule.band is Band.STRUCTURE):
        _judge(rule, system, tally)
    broken = any(d.severity is Severity.ERROR for d in tally.diagnostics)
    for rule in (rule for rule in chosen if rule.band is not Band.STRUCTURE):
        if broken:
            tally.skipped.append(Skipped(rule.code, "needs a document without structural errors"))
        else:
            _judge(rule, system, tally)
    kept, suppressed = suppress(system, tally.diagnostics, {rule.code: rule for rule in chosen}, tally.ran)
    return RuleReport(
        tuple(kept), tuple(tally.ran), tuple(tally.skipped), tuple(tally.not_applicable), tuple(suppressed)
    )


def _judge(rule: Rule, system: System, tally: _Tally) -> None:
    if rule.tasks and system.spec.task.type not in rule.tasks:
        tally.not_applicable.append(rule.code)
        return
    reason = _missing(rule, system)
    if reason:
        tally.skipped.append(Skipped(rule.code, reason))
        return
    tally.ran.append(rule.code)
    severity = rule.severity.at(system.stage)
    if severity is not None:
        tally.diagnostics.extend(_diagnostic(rule.code, severity, finding) for finding in rule.check(system))


def _missing(rule: Rule, system: System) -> str:
    if rule.needs is Needs.DATA and system.profile is None:
        return "needs a profile of the data (mlsys profile)"
    if rule.needs is Needs.DIFF and system.previous is None:
        return "needs the previous version (mlsystem.lock)"
    missing = [path for path in rule.requires if not system.declared(parse_route(path))]
    return f"needs {', '.join(missing)}" if missing else ""


def _diagnostic(code: str, severity: Severity, finding: Finding) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=severity,
        message=finding.message,
        route=finding.route,
        anchor=finding.anchor,
        help=finding.help,
        note=finding.note,
        related=finding.related,
        fix=finding.fix,
    )
