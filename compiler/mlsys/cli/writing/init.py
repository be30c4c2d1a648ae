"""``mlsys init``: a first document."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.cli.files import WRITABLE, replace_text
from mlsys.cli.options import PATH
from mlsys.cli.writing import profiling, questions
from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.profile.model import Profile
    from mlsys.starter.propose import Proposal

_NAME = "mlsystem.yaml"
_LONGEST_NAME = 50


@click.command("init", short_help="Write a first specification, from a table or from nothing.")
@click.argument("folder", metavar="[DIR]", default=".", type=PATH)
@click.option("--data", type=PATH, help="The table to learn from: CSV with a header, or Parquet.")
@click.option("--target", help="The column to predict.")
@click.option(
    "--task",
    type=click.Choice(["binary", "multiclass", "regression", "forecasting"]),
    help="The task, if not obvious.",
)
@click.option("--name", help="Name of the system.  [default: the folder's]")
@click.option("--no-input", is_flag=True, help="Ask nothing; a document can be completed later.")
@click.option("--stdout", is_flag=True, help="Print the document instead of writing it.")
def command(
    folder: Path,
    *,
    data: Path | None,
    target: str | None,
    task: str | None,
    name: str | None,
    no_input: bool,
    stdout: bool,
) -> int:
    """Write DIR/mlsystem.yaml from a look at a table, and the profile of the table beside it.

    Types, ranges, missing values and prevalence are read off the data; identifiers, constant columns and
    columns that give the target away are left out, each with the reason beside it. Columns called as
    protected attributes are kept for evaluation only.

    At a terminal, what is not given as an option is asked for, and what no table says: objective, decision,
    delay of the label, costs and the rule to beat. Each question has a default; Ctrl-C leaves nothing behind.
    """
    path = folder / _NAME
    if path.exists() and not stdout:
        raise MlsysError(f"{path} exists already", help="edit it, or choose another folder")
    asking = sys.stdin.isatty() and not no_input
    source = data or Path(_ask("--data", "Table with past examples (CSV or Parquet)", asking))
    target = target or _ask("--target", "Column to predict", asking)
    place = _place_of(folder, source)
    text, profile = propose_document(source, place, target, task, name or _name_of(folder), ask=asking)
    if stdout:
        console.out(text)
        return exits.CLEAN
    _bring(source, folder / place)
    replace_text(path, text)
    console.progress("Wrote", str(path))
    profiling.write(path, profile)
    console.out(f"Next: read {path}, then run `mlsys validate {path}` and `mlsys compile {path}`.")
    return exits.CLEAN


def propose_document(
    data: Path, place: str, target: str, task: str | None, name: str, *, ask: bool
) -> tuple[str, Profile]:
    """Return the document that the table at ``data`` suggests, and the profile of the table.

    Both will name the table ``place``. With ``ask``, people are asked for what the table does not say.
    """
    from mlsys.profile.measure import profile_of
    from mlsys.profile.roles import Roles
    from mlsys.profile.table import Wanted
    from mlsys.starter.document import document
    from mlsys.starter.leaks import AWAY, ROWS
    from mlsys.starter.names import named_like_key
    from mlsys.starter.propose import propose

    table = profiling.scan(data, Wanted(target, like_keys=named_like_key, sampled_rows=ROWS))
    proposal, framing = propose(table, target, task), None
    if ask:
        if known := questions.known_columns(proposal.leaks, AWAY):
            proposal = propose(table, target, task, known)
        framing = questions.framing(proposal)
    else:
        _tell(proposal)
    keys = (proposal.entity.name,) if proposal.entity is not None else ()
    roles = Roles(label=target, positive_class=proposal.positive or None, keys=keys, private=frozenset(keys))
    return document(proposal, name, place, framing), profile_of(table, roles, place)


def _tell(proposal: Proposal) -> None:
    """Say which columns tell the target, which nobody was asked about."""
    left_out = dict(proposal.left_out)
    for name, found in proposal.leaks.single.items():
        what = "is left out" if name in left_out else "is kept"
        console.note(f"`{name}` tells the target, {found.how}, and {what}: is it known at the prediction?")
    for pair in proposal.leaks.pairs:
        both = " and ".join(f"`{name}`" for name in pair.columns)
        console.note(f"{both} tell the target together, {pair.how}: are both known at the prediction?")


def _place_of(folder: Path, data: Path) -> str:
    """Return the path of the table below ``folder``, where a project can hold it."""
    place = os.path.relpath(data, folder)
    return f"data/{data.name}" if place.startswith("..") or os.path.isabs(place) else Path(place).as_posix()


def _bring(data: Path, place: Path) -> None:
    if place.exists():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data, place)
    except OSError as error:
        raise MlsysError(f"{place} cannot be written: {error.strerror}", help=WRITABLE) from None
    console.progress("Copied", f"{data} to {place}")


def _ask(option: str, question: str, asking: bool) -> str:
    if not asking:
        raise click.UsageError(f"give {option}; questions are asked only at a terminal")
    return str(click.prompt(question, err=True))


def _name_of(folder: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    name = name if name[:1].isalpha() else f"system-{name}"
    return name[:_LONGEST_NAME].rstrip("-")
