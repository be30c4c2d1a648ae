"""Checking documents for a command: from memory where nothing has changed, and told in the chosen format."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from mlsys import __version__
from mlsys.cli import console, exits, memo
from mlsys.cli.settings import applied, settings_for, verify
from mlsys.diagnostics.model import Severity
from mlsys.diagnostics.report import Report, Skipped, ordered
from mlsys.errors import MlsysError
from mlsys.pipeline import Checked
from mlsys.variants import Options

if TYPE_CHECKING:
    from mlsys.diagnostics.page import Page

FORMATS: Final = ("text", "json", "sarif", "github", "junit")


@dataclass(frozen=True, slots=True)
class Memory:
    """Whether and under which name results are remembered."""

    fingerprint: str
    files: set[str] = field(default_factory=set)
    """Every file that a result depended on."""
    ahead: dict[Path, memo.Finding] = field(default_factory=dict)
    """What other processes have found in this run."""

    def check(self, path: Path, options: Options) -> Report:
        """Return what is found in the document at ``path``, from memory if nothing has changed.

        Raises:
            MlsysError: if the file cannot be read as text.
        """
        known = self.known(path, options)
        return known if known is not None else self._report(path, self.examine(path, options))

    def known(self, path: Path, options: Options) -> Report | None:
        """Return what was found in the document at ``path`` before, if nothing has changed since."""
        finding = self.ahead.get(path)
        if finding is None:
            name = self._name(path, options)
            finding = memo.recall(name, path) if name else None
        return None if finding is None else self._report(path, finding)

    def examine(self, path: Path, options: Options) -> memo.Finding:
        """Check the document at ``path`` anew, and remember what is found.

        Raises:
            MlsysError: if the file cannot be read as text.
        """
        from mlsys.pipeline import check

        settled = self._settled(path, options)
        verify(settled)
        finding = _finding(check(path, settled))
        name = self._name(path, options)
        if name:
            memo.remember(name, path, finding)
        return finding

    def fresh(self) -> Memory:
        """Return a memory for another process: what it has found, this one need not know."""
        return Memory(self.fingerprint)

    def take(self, path: Path, finding: memo.Finding) -> None:
        """Take over what another process has found, until the document is looked at."""
        self.ahead[path] = finding

    def _report(self, path: Path, finding: memo.Finding) -> Report:
        self.files.update((str(path), *(str(path.parent / other) for other in finding.files)))
        skipped = tuple(Skipped(code, reason) for code, reason in finding.skipped)
        return Report(finding.diagnostics, (str(path),), finding.ran, skipped)

    def _name(self, path: Path, options: Options) -> str:
        try:
            content = path.read_bytes()
            settled = self._settled(path, options)
        except (OSError, MlsysError):
            return ""
        # The name counts: the profile of a document is looked for under it.
        return memo.key(content, (path.name, self.fingerprint, repr(settled)))

    def _settled(self, path: Path, options: Options) -> Options:
        """Return ``options`` with what the settings of the repository say."""
        settings = settings_for(path)
        self.files.update(settings.looked_at)
        return applied(options, settings)


@dataclass(frozen=True, slots=True)
class NoMemory(Memory):
    """Checks anew every time."""

    fingerprint: str = ""

    def fresh(self) -> Memory:
        """Return another one: there is nothing to forget."""
        return NoMemory()

    def _name(self, path: Path, options: Options) -> str:
        return ""


def memory(enabled: bool) -> Memory:
    """Return the memory of this compiler on this day."""
    if not enabled:
        return NoMemory()
    from mlsys.cli.fingerprint import fingerprint

    return Memory(fingerprint())


def _finding(checked: Checked) -> memo.Finding:
    import os

    folder = os.path.dirname(checked.source.name) or "."
    files = tuple(os.path.relpath(name, folder) for name in checked.files)
    skipped = tuple((item.code, item.reason) for item in checked.report.skipped)
    sources = (checked.source, *checked.parents)
    return memo.Finding(checked.report.diagnostics, checked.report.rules_run, skipped, files, sources)


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
