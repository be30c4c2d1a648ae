"""Pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells may hold Markdown but no line breaks."""
    lines = [_row(header), _row(["---"] * len(header)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def code(text: object) -> str:
    """Return ``text`` as a code span; nothing for nothing."""
    shown = str(text)
    if not shown:
        return ""
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def codes(texts: Iterable[object]) -> str:
    """Return code spans with commas between them."""
    return ", ".join(code(text) for text in texts)


def fence(text: str, language: str = "yaml") -> str:
    """Return ``text`` as a block of code."""
    return f"```{language}\n{text.strip()}\n```\n"


def page(title: str, *parts: str) -> str:
    """Return a page of parts, with the note that it is generated."""
    note = "<!-- Generated from the code by `make reference`; edit the code. -->"
    return "\n".join([note, f"# {title}", "", *(f"{part.rstrip()}\n" for part in parts if part)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(' '.join(cell.split()).replace('|', '&#124;') for cell in cells)} |"
