"""Which findings are asked for, and how severe they are: by command line and settings.

Errors are the floor: no selection of an author's convenience takes them away or makes them milder. `select`
may narrow a run to some rules, as a person does who works on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.diagnostics.codes import PAGES
from mlsys.diagnostics.suggest import closest
from mlsys.rules.base import OTHER_CODE, Rule
from mlsys.rules.registry import all_rules, find_rule, matches, named

NOT_SELECTED = "not selected"
IGNORED = "ignored on request"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a selection that cannot be."""

    name: str
    """As it is written."""
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for: codes, beginnings of codes, or names."""

    select: tuple[str, ...] = ()
    """Rules to run; empty for all."""
    ignore: tuple[str, ...] = ()
    """Rules to leave out; wins over ``select``, but not over errors."""
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Severities by code, in place of those of the rules."""

    def without(self, rule: Rule, stage: str) -> str:
        """Return why ``rule`` is left out, as the reason of a skipped check, or ``""``."""
        if self.select and not matches(rule, self.select):
            return NOT_SELECTED
        ignored = matches(rule, self.ignore) and rule.severity.at(stage) is not Severity.ERROR
        return IGNORED if ignored else ""

    def severity(self, rule: Rule, stage: str) -> Severity | None:
        """Return the severity of the findings of ``rule``; an error stays an error."""
        own = rule.severity.at(stage)
        if own is Severity.ERROR:
            return own
        codes = (rule.code, *rule.aliases, rule.name)
        return next((self.severities[code] for code in codes if code in self.severities), own)

    def keep(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return those findings of no rule, about text, shape or project, that are asked for."""
        return tuple(self._graded(finding) for finding in found if self._wants(finding))

    def _wants(self, finding: Diagnostic) -> bool:
        page = PAGES.get(finding.code)
        return finding.severity is Severity.ERROR or page is None or self.asks(page.code, page.name)

    def _graded(self, finding: Diagnostic) -> Diagnostic:
        severity = self.severities.get(finding.code, finding.severity)
        return finding if finding.severity is Severity.ERROR else replace(finding, severity=severity)

    def asks(self, code: str, name: str = "") -> bool:
        """Return whether findings of this code or name are asked for."""
        wanted = not self.select or named(self.select, (code,), name)
        return wanted and not named(self.ignore, (code,), name)


def mistakes(
    select: Sequence[str],
    ignore: Sequence[str],
    severities: Mapping[str, Severity],
    others: Sequence[Rule] = (),
    mandatory: Sequence[Rule] = (),
    *,
    lenient: bool = False,
) -> list[Mistake]:
    """Return what is wrong with a selection.

    Args:
        select: codes, beginnings of codes or names to run.
        ignore: those to leave out.
        severities: severities by code.
        others: rules beside those of mlsys.
        mandatory: rules that nobody may leave out.
        lenient: whether there may be rules of others that could not be read.
    """
    names = (*select, *ignore, *severities)
    free = [name for name in names if not (lenient and OTHER_CODE.match(name.upper()))]
    wrong = [_unknown(name) for name in free if not _known(name, (*others, *mandatory))]
    for name in (*ignore, *severities):
        if any(name.upper() == rule.code or name.lower() == rule.name for rule in mandatory):
            wrong.append(Mistake(name, f"{name} is mandatory, and left as it is", "ask for an exception"))
    for name in ignore:
        if _always_error(name):
            help = "mend the document; errors can be neither ignored nor suppressed"
            wrong.append(Mistake(name, f"{name} finds errors, which cannot be ignored", help))
    for name, severity in severities.items():
        if _always_error(name) and severity is not Severity.ERROR:
            message = f"{name} finds errors, which cannot be made a {severity.value}"
            wrong.append(Mistake(name, message, "leave it out"))
    return wrong


def _known(name: str, others: Sequence[Rule]) -> bool:
    patterns = (name,)
    return any(matches(rule, patterns) for rule in (*all_rules(), *others)) or any(
        named(patterns, (page.code,), page.name) for page in PAGES.values()
    )


def _unknown(name: str) -> Mistake:
    names = [word for rule in all_rules() for word in (rule.code, rule.name)]
    names += [word for page in PAGES.values() for word in (page.code, page.name)]
    near = closest(name, names)
    hint = f"did you mean {near}? " if near else ""
    return Mistake(name, f"there is no rule {name}", f"{hint}`mlsys rules` lists them")


def _always_error(name: str) -> bool:
    """Return whether ``name`` is the full name of something that finds nothing but errors."""
    rule = find_rule(name)
    if rule is not None:
        stages = ("prototype", "pilot", "production")
        return all(rule.severity.at(stage) is Severity.ERROR for stage in stages)
    pages = (p for p in PAGES.values() if name.upper() == p.code or name.lower() == p.name)
    return any(page.severity is Severity.ERROR for page in pages)
