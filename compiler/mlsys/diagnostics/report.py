"""A report: everything that one run has to say, independent of the format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from mlsys.diagnostics.model import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Skipped:
    """A check that did not run. That is a result too: silence is no approval."""

    code: str
    reason: str
    """As a phrase: ``no estimate of traffic``."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the documents of a run."""

    diagnostics: tuple[Diagnostic, ...]
    documents: tuple[str, ...] = ()
    """Names of the files that were checked."""
    rules_run: int = 0
    skipped: tuple[Skipped, ...] = ()

    @property
    def counts(self) -> dict[Severity, int]:
        """The number of findings of each severity that occurs, worst first."""
        found = Counter(d.severity for d in self.diagnostics)
        return {severity: found[severity] for severity in Severity if found[severity]}

    @property
    def fails(self) -> bool:
        """Whether the command exits with 1."""
        return any(d.severity.fails for d in self.diagnostics)


_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the distinct findings by file, line and column, the worst first at one place.

    The same finding reached twice, through an alias or several environments, is one finding.
    """
    distinct: dict[object, Diagnostic] = {}
    for diagnostic in diagnostics:
        span = diagnostic.span
        place = (span.source.name, span.start, span.end) if span else diagnostic.route
        distinct.setdefault((diagnostic.code, diagnostic.message, place), diagnostic)
    return tuple(sorted(distinct.values(), key=_order))


def _order(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    span = diagnostic.span
    name, offset = (span.source.name, span.start.offset) if span else ("", 0)
    return name, offset, _RANK[diagnostic.severity], diagnostic.code
