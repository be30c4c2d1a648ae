"""``mlsys fleet``: many systems at a glance, and what an upgrade would do to them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from mlsys.cli import console, exits
from mlsys.cli.checking import fleet_text
from mlsys.cli.options import PATH, format_option
from mlsys.fleet.pins import asked
from mlsys.fleet.places import each, places_in, processors
from mlsys.fleet.row import FleetRow, informed, row_of
from mlsys.fleet.upgrade import Outcome, Upgrade, upgrade_of

T = TypeVar("T")

_paths = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PATH)
_jobs = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Look at N systems at a time; 0: one for each processor.",
)


class _Fleet(click.Group):
    """A group that shows the fleet when what follows is no command but paths."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the name of the command in front of its paths and options."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group("fleet", cls=_Fleet, short_help="Show the state of many systems: findings, owners, upgrades.")
def command() -> None:
    """Look after many systems at once.

    `mlsys fleet PATH...` is short for `mlsys fleet show PATH...`.
    """


@command.command("show")
@_paths
@click.option(
    "--format", "output", type=click.Choice(("text", "json", "html")), default="text", show_default=True
)
@click.option("--outdated", is_flag=True, help="Ask the sources of blueprints and policies what is newer.")
@_jobs
def show(paths: tuple[Path, ...], output: str, outdated: bool, jobs: int) -> int:
    """Judge every document below PATH, and show one line for each, the worst first.

    A system is a project with its document, or a document without any. One that cannot be read is a line,
    too. JSON is one object a line, written as soon as it is known; HTML is one page that needs nothing else.
    With --outdated, each source of others is asked once; otherwise nothing is fetched.
    Ends with 1 if a document has an error or a danger, or cannot be read.
    """
    places = places_in(paths)
    newer = asked(place.document for place in places) if outdated else {}
    judged = (informed(row, newer) for row in each(row_of, places, jobs or processors()))
    rows = _watched(judged, len(places), "judged")
    if output == "json":
        # One row at a time: what thousands of systems have found does not have to fit into memory.
        return exits.FINDINGS if sum(row.fails for row in _streamed(rows)) else exits.CLEAN
    whole = sorted(rows, key=lambda row: row.rank)
    if output == "html":
        from mlsys.cli.checking.fleet_page import page

        sys.stdout.write(page(whole, fleet_text.summary(whole)))
    else:
        console.out(fleet_text.systems(whole))
    return exits.FINDINGS if any(row.fails for row in whole) else exits.CLEAN


@command.command("upgrade")
@_paths
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@format_option
@_jobs
def upgrade(paths: tuple[Path, ...], *, dry_run: bool, output: str, jobs: int) -> int:
    """Compile every project below PATH anew, with this compiler and the blueprints that it is pinned to.

    A project in which an edit contradicts the upgrade, whose document has findings, or whose edits git has
    not stored is left alone and told. Ends with 1 if there is one, with 3 if --dry-run finds projects that
    would change.
    """
    places = [place for place in places_in(paths) if place.project is not None]
    look = partial(upgrade_of, write=not dry_run)
    rows = _watched(
        each(look, places, jobs or processors()), len(places), "compared" if dry_run else "upgraded"
    )
    if output == "json":
        rows = _streamed(rows)
    whole = list(rows)
    if output == "text":
        console.out(fleet_text.upgrades(whole))
    if any(row.blocks for row in whole):
        return exits.FINDINGS
    return exits.PENDING if any(row.outcome is Outcome.CLEAN for row in whole) else exits.CLEAN


def _watched(rows: Iterator[T], total: int, verb: str) -> Iterator[T]:
    """Yield the rows, and tell a person who waits how many there have been."""
    shown = sys.stderr.isatty()
    for number, row in enumerate(rows, 1):
        if shown and (number % 100 == 0 or number == total):
            console.progress(verb, f"{number} of {total}")
        yield row


def _streamed(rows: Iterator[T]) -> Iterator[T]:
    """Write each row as an object on a line, as soon as it is known."""
    for row in rows:
        assert isinstance(row, FleetRow | Upgrade)
        console.out(json.dumps(asdict(row), ensure_ascii=False, default=lambda value: value.value))
        yield row
