"""Source texts and places inside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A text as it was read; compared by identity."""

    name: str
    """How the file is called in messages: the path as the user wrote it."""
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of ``text`` without their line ends."""
        return tuple(self.text.split("\n"))


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place between two characters."""

    offset: int
    """Characters from the start of the text, from 0."""
    line: int
    """Line, from 1."""
    column: int
    """Column in characters, from 1."""


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range of text from ``start`` to ``end``."""

    source: SourceFile
    start: Position
    end: Position
