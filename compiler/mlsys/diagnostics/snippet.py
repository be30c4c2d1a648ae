"""Source lines with carets under the places that matter."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from mlsys.source import Span

_MAX_WIDTH = 120
"""Longer source lines are cut around the caret."""


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a word about it."""

    span: Span
    message: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a snippet: a source line, or the marks below one."""

    number: int | None
    """The line number, for a source line."""
    text: str
    primary: bool = False
    """Whether the marks are those of the primary label."""


def rows(labels: Iterable[Label]) -> list[Row]:
    """Return the lines of one file that the labels point at, with marks; gaps are ``...`` rows."""
    by_line: dict[int, list[Label]] = {}
    for label in labels:
        by_line.setdefault(label.span.start.line, []).append(label)
    result: list[Row] = []
    previous: int | None = None
    for number in sorted(by_line):
        if previous is not None and number > previous + 1:
            result.append(Row(None, "..."))
        result += _line(number, by_line[number])
        previous = number
    return result


def _line(number: int, labels: list[Label]) -> list[Row]:
    source = labels[0].span.source
    line = source.lines[number - 1].rstrip("\r") if number <= len(source.lines) else ""
    labels = sorted(labels, key=lambda label: label.span.start.column)
    start, shown = _window(line, labels[0].span.start.column - 1)
    if labels[-1].span.start.column <= start + len(shown) or len(labels) == 1:
        return _part(number, labels, line, start, shown)
    # Too far apart for one part of the line: it is shown once for each.
    return [row for label in labels for row in _line(number, [label])]


def _part(number: int, labels: list[Label], line: str, start: int, shown: str) -> list[Row]:
    cut = "…" if start else ""
    rest = "…" if start + len(shown) < len(line) else ""
    result = [Row(number, cut + "".join(_visible(c) for c in shown).rstrip() + rest)]
    for label in sorted(labels, key=lambda each: not each.primary):
        result.append(Row(None, " " * len(cut) + _marks(label, line, start), label.primary))
    return result


def _window(line: str, first: int) -> tuple[int, str]:
    """Return the part of ``line`` to show, and where it starts."""
    if len(line) <= _MAX_WIDTH:
        return 0, line
    start = max(0, first - _MAX_WIDTH // 2)
    return start, line[start : start + _MAX_WIDTH]


def _marks(label: Label, line: str, start: int) -> str:
    span = label.span
    begin = span.start.column - 1
    end = span.end.column - 1 if span.end.line == span.start.line else len(line)
    end = min(end, start + _MAX_WIDTH) if len(line) > _MAX_WIDTH else end
    indent = sum(width(c) for c in line[start:begin])
    length = max(1, sum(width(c) for c in line[begin:end]))
    mark = "^" if label.primary else "-"
    return f"{' ' * indent}{mark * length} {label.message}".rstrip()


def width(character: str) -> int:
    """Return how many columns of a terminal ``_visible(character)`` takes."""
    if character == "\t":
        return 2
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(character: str) -> str:
    """Return ``character`` so that it neither moves the cursor nor controls the terminal."""
    if character == "\t":
        return "  "
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return "\ufffd" if category in {"Cc", "Cs", "Zl", "Zp"} else character
