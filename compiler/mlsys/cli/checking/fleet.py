"""``mlsys fleet``: many documents at a glance."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.checking.fleet_rows import FleetRow, documents_in, rows_of
from mlsys.cli.checking.parallel import processors
from mlsys.cli.options import PATH

_SHOWN = 40
"""Systems in the table; the worst come first, and `--format json` has all of them."""
_WIDEST = 24
"""Characters of a name in the table, so that it fits 80 columns."""


@click.command("fleet", short_help="Show the state of many systems: findings, owners, coverage.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PATH)
@click.option("--format", "output", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Judge N documents at a time; 0: one for each processor.",
)
def command(paths: tuple[Path, ...], output: str, jobs: int) -> int:
    """Judge every document below PATH, and show one line for each, the worst first.

    A document that cannot be read is a line, too. JSON is one object a line, written as soon as it is known.
    Ends with 1 if a document has an error or a danger, or cannot be read.
    """
    found = documents_in(paths)
    rows = _watched(rows_of(found, jobs or processors()), len(found))
    if output == "json":
        bad = False
        for row in rows:
            console.out(json.dumps(asdict(row), ensure_ascii=False))
            bad = bad or row.fails
        return exits.FINDINGS if bad else exits.CLEAN
    whole = sorted(rows, key=lambda row: (not row.fault, -row.errors, -row.dangers, -row.warnings, row.path))
    console.out(_text(whole))
    return exits.FINDINGS if any(row.fails for row in whole) else exits.CLEAN


def _watched(rows: Iterator[FleetRow], total: int) -> Iterator[FleetRow]:
    """Yield the rows, and tell a person who waits how many there have been."""
    shown = sys.stderr.isatty()
    for number, row in enumerate(rows, 1):
        if shown and (number % 100 == 0 or number == total):
            console.progress("judged", f"{number} of {total}")
        yield row


def _text(rows: Sequence[FleetRow]) -> str:
    cells = [
        (
            _short(row.system or row.path),
            _short(row.team or "–", 16),
            row.stage or "–",
            *(("–",) * 4 if row.fault else (row.errors, row.dangers, row.warnings, _coverage(row))),
        )
        for row in rows[:_SHOWN]
    ]
    header = ("system", "owner", "stage", "err", "dang", "warn", "enforced")
    lines = [console.table(cells, header, right=(3, 4, 5, 6))] if rows else []
    if len(rows) > _SHOWN:
        lines.append(f"and {len(rows) - _SHOWN} more (`--format json` tells all)")
    lines += [f"{row.path}: {row.fault}" for row in rows[:_SHOWN] if row.fault]
    failing = sum(row.fails for row in rows)
    lines += [
        "",
        f"{len(rows)} systems, {failing} with errors or dangers, {_excepted(rows)} exceptions in force",
    ]
    most = Counter(code for row in rows for code in row.codes).most_common(5)
    if most:
        lines.append(f"found in most: {', '.join(f'{code} ({count})' for code, count in most)}")
    return "\n".join(lines)


def _excepted(rows: Sequence[FleetRow]) -> int:
    return sum(row.exceptions for row in rows)


def _coverage(row: FleetRow) -> str:
    return f"{row.enforced}/{row.claims}" if row.claims else "–"


def _short(text: str, room: int = _WIDEST) -> str:
    return text if len(text) <= room else f"…{text[1 - room :]}"
