"""What is wrong with the settings of a repository, as findings at their place in the file of settings."""

from __future__ import annotations

from pathlib import Path

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.errors import MlsysError
from mlsys.rules.selection import Mistake, mistakes
from mlsys.settings import Settings, settings_for
from mlsys.source import SourceFile, Span
from mlsys.syntax.positions import Positions

CODE = "settings"
"""Settings are no part of a document, so what is wrong with them has no code of a rule."""


def usable_settings(document: Path) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """Return the settings for ``document``, and what is wrong with them.

    Settings with mistakes do not count: the document is judged by all rules.
    """
    try:
        settings = settings_for(document)
    except MlsysError as fault:
        return Settings(), (Diagnostic(CODE, Severity.ERROR, fault.message, help=fault.help),)
    found = mistakes(settings.select, settings.ignore, dict(settings.severities))
    if found:
        return Settings(), tuple(_finding(mistake, settings) for mistake in found)
    return settings, ()


def _finding(mistake: Mistake, settings: Settings) -> Diagnostic:
    return Diagnostic(
        CODE, Severity.ERROR, mistake.message, span=_place(mistake, settings), help=mistake.help
    )


def _place(mistake: Mistake, settings: Settings) -> Span | None:
    try:
        text = Path(settings.source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    start = text.find(mistake.name)
    source = SourceFile(settings.source, text)
    return Positions(source).between(start, start + len(mistake.name)) if start >= 0 else None
