"""The format for people: source line, caret, why, what to do."""

from __future__ import annotations

from itertools import groupby

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.diagnostics.report import Report
from mlsys.diagnostics.snippet import Label, rows
from mlsys.diagnostics.style import PLAIN, Style
from mlsys.route import format_route
from mlsys.source import SourceFile

_PLURALS = {
    Severity.ERROR: "errors",
    Severity.DANGER: "dangers",
    Severity.WARNING: "warnings",
    Severity.NOTE: "notes",
}

_REASONS_SHOWN = 4
"""Reasons for skipped checks that are told unasked; a small document has dozens."""


def render(report: Report, *, style: Style = PLAIN, verbose: bool = False) -> str:
    """Return every finding with its source, and a summary.

    Args:
        report: what was found.
        style: colours.
        verbose: name each check that was skipped instead of counting them by reason.
    """
    blocks = [render_diagnostic(d, style) for d in report.diagnostics]
    return "\n".join([*blocks, summary(report, style=style, verbose=verbose)])


def render_diagnostic(diagnostic: Diagnostic, style: Style = PLAIN) -> str:
    """Return one finding as lines of text, with a line end."""
    severity = diagnostic.severity
    head = style.severity(severity, f"{severity.value}[{diagnostic.code}]")
    lines = [f"{head}{style.strong(': ' + diagnostic.message)}"]
    gutter = _gutter(diagnostic)
    if diagnostic.span is not None:
        lines += _snippets(diagnostic, gutter, style)
    elif diagnostic.route:
        lines.append(f"{' ' * gutter}{style.frame('-->')} {format_route(diagnostic.route)}")
    return "\n".join([*lines, *_notes(diagnostic, gutter, style)]) + "\n"


def _notes(diagnostic: Diagnostic, gutter: int, style: Style) -> list[str]:
    notes = [("help", diagnostic.help), ("note", diagnostic.note)]
    if diagnostic.fix is not None:
        unsafe = "" if diagnostic.fix.safe else " --unsafe"
        notes.append(("fix", f"{diagnostic.fix.title} (`mlsys validate --fix{unsafe}`)"))
    lines = []
    for name, text in notes:
        if text:
            indented = text.rstrip().replace("\n", "\n" + " " * (gutter + 5 + len(name)))
            lines.append(f"{' ' * gutter} {style.frame('=')} {style.strong(name)}: {indented}")
    if lines and diagnostic.span is not None:
        lines.insert(0, f"{' ' * gutter} {style.frame('|')}")
    return lines


def _labels(diagnostic: Diagnostic) -> list[Label]:
    labels = [Label(diagnostic.span, primary=True)] if diagnostic.span else []
    return labels + [Label(r.span, r.message) for r in diagnostic.related if r.span is not None]


def _gutter(diagnostic: Diagnostic) -> int:
    return max((len(str(label.span.start.line)) for label in _labels(diagnostic)), default=1)


def _snippets(diagnostic: Diagnostic, gutter: int, style: Style) -> list[str]:
    labels = _labels(diagnostic)
    main = labels[0].span.source

    def place(label: Label) -> tuple[bool, str]:
        return label.span.source is not main, label.span.source.name

    lines: list[str] = []
    for (other, _), group in groupby(sorted(labels, key=place), key=place):
        lines += _snippet(list(group), gutter, style, diagnostic.severity, other=other)
    return lines


def _snippet(labels: list[Label], gutter: int, style: Style, severity: Severity, *, other: bool) -> list[str]:
    start = labels[0].span.start
    source: SourceFile = labels[0].span.source
    pad = " " * gutter
    arrow = style.frame(":::" if other else "-->")
    bar = style.frame("|")
    lines = [f"{pad}{arrow} {source.name}:{start.line}:{start.column}", f"{pad} {bar}"]
    for row in rows(labels):
        if row.number is not None:
            lines.append(f"{style.frame(str(row.number).rjust(gutter))} {bar} {row.text}".rstrip())
        elif row.text == "...":
            lines.append(style.frame("..."))
        else:
            marks = style.severity(severity, row.text) if row.primary else style.frame(row.text)
            lines.append(f"{pad} {bar} {marks}")
    return lines


def summary(report: Report, *, style: Style = PLAIN, verbose: bool = False) -> str:
    """Return the last lines of a report: counts, checks that ran, checks that did not and why.

    Without findings it is one line: what did not run is asked for by ``verbose``.
    """
    found = [
        style.severity(severity, f"{count} {severity.value if count == 1 else _PLURALS[severity]}")
        for severity, count in report.counts.items()
    ]
    where = f" in {', '.join(report.documents)}" if 0 < len(report.documents) <= 3 else ""
    if len(report.documents) > 3:
        where = f" in {len(report.documents)} documents"
    parts = [", ".join(found) or "no findings"]
    if report.rules_run:
        parts.append(f"{report.rules_run} rules run")
    if report.skipped:
        parts.append(f"{len(report.skipped)} skipped")
    lines = ["; ".join([parts[0] + where, *parts[1:]])]
    if verbose or report.diagnostics:
        lines += _skipped(report, verbose=verbose)
    return "\n".join(lines) + "\n"


def _skipped(report: Report, *, verbose: bool) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for skipped in report.skipped:
        by_reason.setdefault(skipped.reason, []).append(skipped.code)
    lines = []
    for reason, names in by_reason.items():
        shown = (
            ", ".join(names)
            if verbose or len(names) <= 4
            else f"{', '.join(names[:3])} and {len(names) - 3} more"
        )
        lines.append(f"  skipped: {shown}: {reason}")
    if verbose or len(lines) <= _REASONS_SHOWN + 1:
        return lines
    more = len(lines) - _REASONS_SHOWN
    return [*lines[:_REASONS_SHOWN], f"  and {more} more reasons (`--verbose` tells all)"]
