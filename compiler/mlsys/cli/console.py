"""Text for people: streams, colour, tables and progress."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO

_NARROWEST: Final = 20
"""Characters of a cell that is wrapped, however narrow the terminal."""
_LONGEST: Final = 40
"""Characters of a value on a part of a line."""
_CODES: Final = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}


def use_colour(stream: TextIO) -> bool:
    """Return whether text on ``stream`` is coloured.

    ``NO_COLOR`` (any value, no-color.org) wins over ``FORCE_COLOR``, which wins over whether the
    stream is a terminal.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def style(text: str, *names: str, stream: TextIO | None = None) -> str:
    """Return ``text`` in the styles ``names`` when ``stream`` (standard output) takes colour."""
    if not text or not use_colour(stream or sys.stdout):
        return text
    return f"\x1b[{';'.join(_CODES[name] for name in names)}m{text}\x1b[0m"


def out(text: str = "") -> None:
    """Write ``text`` as a line of the result to standard output."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def out_json(value: object) -> None:
    """Write ``value`` as JSON to standard output."""
    import json

    out(json.dumps(value, indent=2, ensure_ascii=False))


def progress(step: str, detail: str = "") -> None:
    """Write a line about what is being done to standard error."""
    label = style(f"{step:>10}", "bold", "green", stream=sys.stderr)
    sys.stderr.write(f"{label} {detail}\n")


def note(message: str) -> None:
    """Write one line that the user should know to standard error."""
    sys.stderr.write(f"{style('note', 'bold', stream=sys.stderr)}: {message}\n")


def warn(message: str) -> None:
    """Write one line about what may go wrong later to standard error."""
    sys.stderr.write(f"{style('warning', 'bold', 'yellow', stream=sys.stderr)}: {message}\n")


def fault(message: str, help: str = "") -> None:
    """Write one line about a failure, and one on what to do, to standard error."""
    label = style("error", "bold", "red", stream=sys.stderr)
    sys.stderr.write(f"{label}: {message}\n")
    if help:
        sys.stderr.write(f"{style('help', 'cyan', stream=sys.stderr)}: {help}\n")


def shortened(value: object) -> str:
    """Return a value of a document as JSON on a part of a line; what is not there as ``(absent)``."""
    import json

    text = "(absent)" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def table(
    rows: Iterable[Sequence[object]],
    header: Sequence[str] = (),
    right: Sequence[int] = (),
    *,
    fit: bool = False,
) -> str:
    """Return ``rows`` as aligned columns.

    Args:
        rows: the cells; every row has as many as the header.
        header: column titles, or nothing.
        right: indexes of columns aligned to the right, as numbers are.
        fit: whether the last column is wrapped between words, so that lines fit the terminal, or else 80
            columns.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if fit:
        cells = list(_fitted(cells, header))
    grid = [list(header), *cells] if header else cells
    if not grid:
        return ""
    widths = [max(len(row[i]) for row in grid) for i in range(len(grid[0]))]
    lines = [
        "  ".join(
            c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in grid
    ]
    lines = [line.rstrip() for line in lines]
    if header:
        lines[0] = style(lines[0], "bold")
    return "\n".join(lines)


def _fitted(cells: Sequence[Sequence[str]], header: Sequence[str]) -> Iterator[list[str]]:
    """Yield the rows with the last cell wrapped, its further lines below it."""
    grid = [header, *cells] if header else cells
    taken = sum(max(len(row[i]) for row in grid) + 2 for i in range(len(grid[0]) - 1)) if grid else 0
    room = max(_NARROWEST, shutil.get_terminal_size().columns - taken)
    for *first, last in cells:
        lines = textwrap.wrap(last, room, break_long_words=False, break_on_hyphens=False) or [""]
        yield [*first, lines[0]]
        for line in lines[1:]:
            yield [*("" for _ in first), line]
