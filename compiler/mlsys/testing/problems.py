"""What a test of a blueprint finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mlsys.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that the author of a blueprint has to mend."""

    check: str
    """The check that found it: ``manifest``, ``case``, ``claims``, ``variables``, ``unused``, ``escaping``,
    ``snapshot``, ``determinism`` or ``run``; of a collection ``index``, ``preset``, ``policy``, ``rule``
    or ``blueprint``."""
    place: str
    """The file, with its line where one is known."""
    message: str
    help: str = ""
    difference: str = ""
    """What differs, as unified diff."""

    def __str__(self) -> str:
        """Return the lines in which it is told."""
        lines = [f"{self.place}: {self.message} [{self.check}]"]
        lines += [f"  {self.help}"] if self.help else []
        lines += [self.difference] if self.difference else []
        return "\n".join(lines)


def problem_of(check: str, finding: Diagnostic, file: Path) -> Problem:
    """Return a finding of the compiler about ``file``, or a file that its span names, as a problem."""
    span = finding.span
    place = f"{span.source.name}:{span.start.line}" if span is not None else str(file)
    return Problem(check, place, f"{finding.message} ({finding.code})", finding.help)
