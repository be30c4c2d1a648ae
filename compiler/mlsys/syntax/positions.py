"""From the parser's marks to positions in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Protocol

from mlsys.source import Position, SourceFile, Span

_ODD_BREAK = re.compile("\r(?!\n)|[\x85\u2028\u2029]")


class Mark(Protocol):
    """What PyYAML says about a place; ``line`` and ``column`` count from 0."""

    @property
    def index(self) -> int:
        """Characters from the start of the text."""

    @property
    def line(self) -> int:
        """Line, from 0."""

    @property
    def column(self) -> int:
        """Column, from 0."""


class Positions:
    """Positions in one text.

    YAML knows line ends that editors do not count (a lone CR, NEL, LS, PS). In a text
    that has them the line is computed from the offset, else the parser's word is taken.
    """

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self._trusted = _ODD_BREAK.search(source.text) is None
        self._starts: list[int] | None = None

    def of(self, mark: Mark | None) -> Position:
        """Return the position of ``mark``; without one, the start of the text."""
        if mark is None:
            return Position(0, 1, 1)
        if self._trusted:
            return Position(mark.index, mark.line + 1, mark.column + 1)
        return self.at(mark.index)

    def at(self, offset: int) -> Position:
        """Return the position of the character at ``offset``."""
        starts = self._starts
        if starts is None:
            starts = self._starts = [0]
            for line in self.source.lines[:-1]:
                starts.append(starts[-1] + len(line) + 1)
        offset = min(max(offset, 0), len(self.source.text))
        line_number = bisect_right(starts, offset)
        return Position(offset, line_number, offset - starts[line_number - 1] + 1)

    def span(self, start: Mark | None, end: Mark | None) -> Span:
        """Return the text from ``start`` to ``end``."""
        return Span(self.source, self.of(start), self.of(end))

    def between(self, start: int, end: int) -> Span:
        """Return the text from offset ``start`` to offset ``end``."""
        return Span(self.source, self.at(start), self.at(end))
