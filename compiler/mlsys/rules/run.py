"""Running the rules over a system, band by band."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.ir.system import System
from mlsys.route import Route, format_route, parse_route
from mlsys.rules.base import Band, Finding, Needs, Rule
from mlsys.rules.faults import Faults, Judgement
from mlsys.rules.recording import recorded
from mlsys.rules.registry import all_rules
from mlsys.rules.selection import Selection
from mlsys.rules.suppress import MLS011, Ledger, suppress, unmatched


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
    selection: Selection
    diagnostics: list[Diagnostic] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    not_applicable: list[str] = field(default_factory=list)


def run(
    system: System,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severities: Mapping[str, Severity] | None = None,
    rules: Sequence[Rule] | None = None,
    faults: Sequence[Route] = (),
    ledger: Ledger | None = None,
) -> RuleReport:
    """Run the rules over ``system``.

    The structure band runs first; where it finds an error, as a broken reference, the entry is a fault to
    the others. What rests on a fault is not reported: it would be a consequence, not a mistake.

    Args:
        system: the resolved system.
        select: codes, beginnings of codes or names to run; empty for all.
        ignore: codes, beginnings of codes or names to leave out; wins over ``select``, not over errors.
        severities: severities by code in place of those of the rules; errors stay errors.
        rules: the rules to choose from; all by default.
        faults: routes of entries with structural errors, which were mended or cut out of the system.
        ledger: where the use of suppressions is noted; without it, those that match nothing are findings.

    """
    tally = _Tally(Selection(tuple(select), tuple(ignore), severities or {}))
    chosen = _chosen(all_rules() if rules is None else rules, system, tally)
    _judge_all(chosen, system, faults, tally)
    notes = ledger or Ledger()
    by_code = {rule.code: rule for rule in chosen}
    kept, suppressed = suppress(system, tally.diagnostics, by_code, tally.ran, notes)
    if ledger is None and MLS011 in tally.ran:
        kept += unmatched(system.spec.suppressions, notes)
    return RuleReport(
        tuple(kept), tuple(tally.ran), tuple(tally.skipped), tuple(tally.not_applicable), tuple(suppressed)
    )


def checked_entries(system: System, routes: Iterable[Route]) -> frozenset[Route]:
    """Return those of the entries at ``routes`` that a rule reads, and so holds against the rest.

    The rules about text and references do not count: they read whatever there is.
    """
    view, record = recorded(system, routes)
    for rule in all_rules():
        about = rule.about is None or rule.about(system.task_kind)
        if rule.band is not Band.STRUCTURE and about and not _missing(rule, system):
            tuple(rule.check(view))
    return frozenset(record.read)


def _chosen(rules: Sequence[Rule], system: System, tally: _Tally) -> list[Rule]:
    """Return the rules that are asked for; the others are skipped."""
    chosen = []
    for rule in rules:
        reason = tally.selection.without(rule, system.stage)
        if reason:
            tally.skipped.append(Skipped(rule.code, reason))
        else:
            chosen.append(rule)
    return chosen


def _judge_all(chosen: Sequence[Rule], system: System, faults: Sequence[Route], tally: _Tally) -> None:
    wrong = Faults(system, faults)
    for rule in (rule for rule in chosen if rule.band is Band.STRUCTURE):
        _judge(rule, system, wrong, tally)
        wrong.add(d.route for d in tally.diagnostics if d.severity is Severity.ERROR)
    for rule in (rule for rule in chosen if rule.band is not Band.STRUCTURE):
        _judge(rule, system, wrong, tally)


def _judge(rule: Rule, system: System, wrong: Faults, tally: _Tally) -> None:
    if rule.about is not None and not rule.about(system.task_kind):
        tally.not_applicable.append(rule.code)
        return
    faulty = next(filter(None, (wrong.holding(parse_route(path)) for path in rule.requires)), None)
    reason = _on_fault(faulty) if faulty else _missing(rule, system)
    if reason:
        tally.skipped.append(Skipped(rule.code, reason))
        return
    severity = tally.selection.severity(rule, system.stage)
    judgement = wrong.judge(rule) if severity is not None else Judgement(())
    if judgement.fault is None:
        tally.ran.append(rule.code)
    else:
        tally.skipped.append(Skipped(rule.code, _on_fault(judgement.fault)))
    if severity is not None:
        tally.diagnostics.extend(_diagnostic(rule.code, severity, found) for found in judgement.findings)


def _on_fault(fault: Route) -> str:
    return f"depends on `{format_route(fault)}`, which has an error"


def _missing(rule: Rule, system: System) -> str:
    missing = [path for path in rule.requires if not system.known(parse_route(path))]
    if rule.needs is Needs.DATA and system.profile is None:
        # such a rule can do with declared numbers instead of a look at the data, where it names them
        return _phrase(["a profile of the data", *missing], " or ") if missing or not rule.requires else ""
    if rule.needs is Needs.DIFF and system.previous is None:
        return "needs the previous version of the document"
    return "" if rule.needs is Needs.DATA else _phrase(missing, ", ")


def _phrase(missing: list[str], joint: str) -> str:
    return f"needs {joint.join(missing)}" if missing else ""


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
