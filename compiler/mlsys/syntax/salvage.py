"""Reading on after a syntax error: the section that holds it is left out, the others are read.

YAML gives a parser no place to go on from. A specification does: its sections start at the
beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from mlsys.diagnostics import Diagnostic, Result, codes
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Mapping, Node
from mlsys.syntax.reader import read

_ROUNDS: Final = 12
"""More broken sections than this, and the text is something else than a specification."""
_SECTION = re.compile(r"([A-Za-z][\w-]*)[ ]*:(?=\s|$)")
_CHARACTER = re.compile(r"[^\n]")


def read_leniently(source: SourceFile) -> Result[Node]:
    """Return the tree of ``source`` without the sections that are not YAML, and what is wrong in them.

    Findings about a section that is left out have its route. The tree is ``None`` when nothing can be read.
    """
    result = read(source)
    cut: list[_Section] = []
    for _ in range(_ROUNDS):
        if result.value is not None:
            break
        section = _section_of(source.text, result.diagnostics[-1])
        if section is None or section.start in {known.start for known in cut}:
            break
        # what was found further down may have been the end of a quote that is open since here
        cut = [known for known in cut if known.start < section.start] + [section]
        result = read(source, _without(source.text, cut))
    if cut and isinstance(result.value, Mapping) and result.value.entries:
        return replace(result, diagnostics=(*(section.finding for section in cut), *result.diagnostics))
    return read(source) if cut else result


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the text that is not YAML."""

    start: int
    end: int
    finding: Diagnostic


def _without(text: str, sections: Iterable[_Section]) -> str:
    """Return ``text`` with blanks in the place of ``sections``, so that the rest keeps its places."""
    for section in sections:
        blank = _CHARACTER.sub(" ", text[section.start : section.end])
        text = text[: section.start] + blank + text[section.end :]
    return text


def _section_of(text: str, finding: Diagnostic) -> _Section | None:
    """Return the section in which ``finding`` lies."""
    if finding.code != codes.YAML_SYNTAX or finding.span is None:
        return None
    lines = text.split("\n")
    number = min(finding.span.start.line, len(lines)) - 1
    first = next((n for n in range(number, -1, -1) if lines[n][:1].strip(" #\t")), None)
    match = _SECTION.match(lines[first]) if first is not None else None
    if first is None or match is None:
        return None
    after = (n for n in range(max(first, number) + 1, len(lines)) if _SECTION.match(lines[n]))
    last = next(after, len(lines))
    start = sum(len(line) + 1 for line in lines[:first])
    end = start + sum(len(line) + 1 for line in lines[first:last])
    return _Section(start, min(end, len(text)), replace(finding, route=(match[1],)))
