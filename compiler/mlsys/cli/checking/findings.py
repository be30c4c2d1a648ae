"""Checking documents for a command, and telling what was found in the chosen format."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from mlsys import __version__
from mlsys.cli import console, exits
from mlsys.diagnostics.model import Severity
from mlsys.diagnostics.report import Report, ordered
from mlsys.judge import Options

if TYPE_CHECKING:
    from mlsys.diagnostics.page import Page

FORMATS: Final = ("text", "json", "sarif", "github", "junit")


def check(path: Path, options: Options) -> Report:
    """Return what is found in the document at ``path``, under the settings of its repository.

    Raises:
        MlsysError: if the file cannot be read as text, or the settings cannot be.
    """
    from mlsys import pipeline

    return pipeline.check(path, options).report


def joined(reports: Sequence[Report]) -> Report:
    """Return the reports of several documents as one."""
    skipped = {(item.code, item.reason): item for report in reports for item in report.skipped}
    return Report(
        ordered(d for report in reports for d in report.diagnostics),
        tuple(name for report in reports for name in report.documents),
        max((report.rules_run for report in reports), default=0),
        tuple(item for _, item in sorted(skipped.items())),
    )


def rendered(report: Report, output: str, *, verbose: bool = False, stream: TextIO | None = None) -> str:
    """Return ``report`` in one of ``FORMATS``; ``stream`` is where it will go, standard output by default."""
    match output:
        case "text":
            from mlsys.diagnostics import text
            from mlsys.diagnostics.style import COLOURED, PLAIN

            style = COLOURED if console.use_colour(stream or sys.stdout) else PLAIN
            return text.render(report, style=style, verbose=verbose)
        case "json":
            from mlsys.diagnostics import json_format

            return json_format.render(report)
        case "sarif":
            from mlsys.diagnostics import sarif

            return sarif.render(report, version=__version__, pages=_pages(report))
        case "github":
            from mlsys.diagnostics import github

            return github.render(report)
        case _:
            from mlsys.diagnostics import junit

            return junit.render(report)


def _pages(report: Report) -> Iterator[Page]:
    """Yield the page of every rule that found something."""
    import inspect

    from mlsys.diagnostics.page import Page
    from mlsys.rules.registry import find_rule

    for code in sorted({finding.code for finding in report.diagnostics}):
        rule = find_rule(code)
        if rule is not None:
            worst = rule.severity.at("production") or Severity.NOTE
            _, _, body = inspect.cleandoc(rule.doc).partition("\n")
            yield Page(rule.code, rule.name, worst, rule.title, body.strip())


def exit_code(report: Report) -> int:
    """Return the exit code that ``report`` calls for."""
    return exits.FINDINGS if report.fails else exits.CLEAN
