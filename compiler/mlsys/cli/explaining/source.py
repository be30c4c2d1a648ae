"""``mlsys source``: the collections of presets and policies that a repository uses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.cli import console, exits
from mlsys.cli.explaining import sources
from mlsys.ir.wording import plural

if TYPE_CHECKING:
    from mlsys.sharing.collections import Collections


@click.group("source", short_help="Add and list the organisations whose presets and policies hold.")
def command() -> None:
    """Add, list and pin the collections of presets and policies that documents are held to.

    A document extends a preset as `acme://presets/NAME@^2`; mandatory policies hold without being named.
    """


for _each in sources.PINS:
    command.add_command(_each)


@command.command("add")
@click.argument("source")
@click.option("--ref", default="", help="Branch, tag or commit of a git repository.")
@click.option("--version", default="", help="Range of versions, as `^1.2`: the newest tag in it is taken.")
@click.option("--path", default="", help="Folder of the index within the source.")
def add(source: str, ref: str, version: str, path: str) -> int:
    """Use the collection at SOURCE, which holds a `mlsys-index.yaml`, pinned by the digest of its contents.

    SOURCE is a folder, a URL of git, a zip file, an abbreviation such as `gh:acme/ml-blueprints`, or
    `package:NAME`.
    """
    from mlsys.sharing.origins import Use

    added = sources.add_from(source, ref, version, path, Use.SOURCE)
    if added == exits.CLEAN:
        console.out("Next: `mlsys source list` shows what it offers; commit the settings")
    return added


@command.command("list")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def list_offers(output: str) -> int:
    """List what the declared sources offer."""
    rows = offers(collections())
    if output == "json":
        console.out_json(rows)
        return exits.CLEAN
    cells = [(row["offers"], row["is"], row["version"], row["description"]) for row in rows]
    console.out(console.table(cells, ("offers", "is", "version", "description"), fit=True))
    return exits.CLEAN


@command.command("check")
@click.argument("path", type=click.Path(path_type=Path), default=Path())
def check(path: Path) -> int:
    """Check the collection in PATH before it is published: index, presets, policies, rules, blueprints.

    Rules in Python are run if they are trusted. `mlsys blueprint test` tests the blueprints.
    """
    from mlsys.testing import check_collection

    problems = check_collection(path)
    for problem in problems:
        console.out(str(problem))
    console.out(plural(len(problems), "problem") if problems else "nothing is wrong with it")
    return exits.FINDINGS if problems else exits.CLEAN


@command.command("sign")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--key", type=click.Path(path_type=Path), required=True, help="Private key, or a public one of the agent."
)
def sign(folder: Path, key: Path) -> int:
    """Sign index, presets and policies of the collection in FOLDER, into its `SIGNATURE.ssh`.

    Sign last: each edit afterwards makes the signature wrong. Blueprints have signatures of their own.
    """
    from mlsys.cli.explaining.authoring import write_signature
    from mlsys.sharing.origins import Use

    write_signature(folder, key, Use.SOURCE)
    return exits.CLEAN


def collections() -> Collections:
    """Return what a document in the working folder can name."""
    from mlsys.sharing.collections import collections_for
    from mlsys.sharing.declarations import settings_file

    return collections_for(settings_file(Path.cwd())[1])


def offers(known: Collections) -> list[dict[str, str]]:
    """Return a row for everything that collections offer."""
    rows = []
    for name in known.names:
        index = known.collection(name).index
        version = index.metadata.version
        for preset, offer in index.presets.items():
            rows.append((f"{name}://presets/{preset}", "preset", version, offer.description))
        for policy, demand in index.policies.items():
            kind = "mandatory policy" if demand.mandatory else "policy"
            rows.append((f"{name}://policies/{policy}", kind, version, demand.description))
        for rule, check in index.rules.items():
            kind = "mandatory rule" if check.mandatory else "rule"
            rows.append((f"{name}://rules/{rule}", kind, version, check.description))
        for blueprint, made in index.blueprints.items():
            rows.append((f"{name}://blueprints/{blueprint}", "blueprint", "", made.description))
    return [dict(zip(("offers", "is", "version", "description"), row, strict=True)) for row in rows]
