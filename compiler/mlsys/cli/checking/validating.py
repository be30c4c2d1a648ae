"""Validating documents, apart from how the command line is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.cli import console, exits
from mlsys.cli.checking import findings
from mlsys.diagnostics.report import Report
from mlsys.errors import MlsysError
from mlsys.judge import Options

if TYPE_CHECKING:
    from mlsys.source import SourceFile
    from mlsys.syntax.edits import Edited

_ROUNDS: Final = 5
"""A fix may uncover a finding with a fix of its own; no document needs more rounds."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks of ``mlsys validate``."""

    files: Sequence[Path]
    options: Options
    output: str = "text"
    fix: bool = False
    unsafe: bool = False
    """Whether ``fix`` also makes fixes that the author should look at."""
    diff: bool = False
    """Whether fixes are shown and not made."""
    verbose: bool = False
    jobs: int = 1
    """How many processes check documents."""


def validate(request: Request) -> int:
    """Check the documents, print what was found and return the exit code."""
    ahead: dict[Path, Report] = {}
    if request.jobs > 1:
        from mlsys.cli.checking.parallel import check_ahead

        ahead = check_ahead(request.files, request.options, request.jobs)
    reports: list[Report] = []
    faults = 0
    for path in request.files:
        try:
            report = ahead.get(path) or findings.check(path, request.options)
            if request.diff:
                _show(path, report, request)
            reports.append(_fixed(path, report, request) if request.fix else report)
        except MlsysError as fault:
            console.fault(fault.message, fault.help)
            faults += 1
    report = findings.joined(reports)
    if reports or request.output != "text":
        console.out(findings.rendered(report, request.output, verbose=request.verbose))
    return exits.FAULT if faults else findings.exit_code(report)


def _edited(path: Path, report: Report, request: Request) -> tuple[SourceFile, Edited]:
    """Return the document as it stands, and with the fixes that were asked for."""
    from mlsys.syntax.edits import apply, offered_fixes, safe_fixes
    from mlsys.syntax.load import load

    source = load(path)
    wanted = (offered_fixes if request.unsafe else safe_fixes)(source, report.diagnostics)
    return source, apply(source, wanted)


def _show(path: Path, report: Report, request: Request) -> None:
    """Print the fixes as a change of the text, and make none."""
    import difflib

    source, edited = _edited(path, report, request)
    before, after = (text.splitlines() for text in (source.text, edited.text))
    name = path.as_posix().lstrip("/")
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm=""):
        console.out(line)


def _fixed(path: Path, report: Report, request: Request) -> Report:
    """Make the fixes, those that a fix has uncovered too, and return what is left."""
    from mlsys.cli.files import replace_text

    for _ in range(_ROUNDS):
        _, edited = _edited(path, report, request)
        if not edited.applied:
            break
        replace_text(path, edited.text)
        for made in edited.applied:
            console.progress("Fixed", f"{path}: {made.title}")
        report = findings.check(path, request.options)
    return report
