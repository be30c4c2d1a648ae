"""``mlsys blueprint``: what projects are made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mlsys.blueprints.model import Blueprint, EnforcementRule
from mlsys.cli import console, exits
from mlsys.cli.explaining import authoring, sources
from mlsys.diagnostics.suggest import closest

if TYPE_CHECKING:
    from mlsys.blueprints.catalogue import Catalogue
    from mlsys.sharing.origins import Declared


@click.group("blueprint", short_help="List, add, pin, write and test the blueprints of projects.")
def command() -> None:
    """List, show, add, pin, write and test the blueprints that projects are made of."""


for _each in (*authoring.COMMANDS, *sources.COMMANDS):
    command.add_command(_each)


@command.command("list")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--outdated", is_flag=True, help="Ask the sources of those that are declared for newer versions."
)
def list_blueprints(output: str, outdated: bool) -> int:
    """List the blueprints that ship with the compiler, and those that the settings declare.

    `mlsys blueprint show NAME` says when a blueprint applies, and what it enforces.
    With `--outdated` the exit code is 3 where something newer is there, and 4 where a source cannot be asked.
    """
    if outdated:
        return sources.outdated(output)
    blueprints = list(_catalogue())
    declared = _declared()
    if output == "json":
        console.out_json([_entry(blueprint, declared.get(blueprint.name)) for blueprint in blueprints])
        return exits.CLEAN
    rows = [(b.name, b.manifest.version, _count(b), b.manifest.description) for b in blueprints]
    console.out(console.table(rows, ("blueprint", "version", "files", "is"), right=(2,), fit=True))
    if declared:
        console.out()
        console.out(console.table(list(map(_pin, declared.values())), ("of others", "from", "signed by")))
    return exits.CLEAN


@command.command("search")
@click.argument("words", nargs=-1)
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def search(words: tuple[str, ...], output: str) -> int:
    """Search names and descriptions of blueprints for WORDS: the compiler's, and those that sources offer.

    `mlsys source add` declares a source; `mlsys blueprint add ADDRESS` uses what is found.
    """
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.cli.explaining.source import collections, offers

    rows = [
        {"blueprint": row["offers"], "description": row["description"]}
        for row in offers(collections())
        if row["is"] == "blueprint"
    ]
    rows += [{"blueprint": b.name, "description": b.manifest.description} for b in builtin_catalogue()]
    found = [row for row in rows if all(w.lower() in " ".join(row.values()).lower() for w in words)]
    if output == "json":
        console.out_json(found)
        return exits.CLEAN
    if found:
        cells = [(row["blueprint"], row["description"]) for row in found]
        console.out(console.table(cells, ("blueprint", "is"), fit=True))
    else:
        console.out("no blueprint of the compiler, and none that a declared source offers, is like that")
    return exits.CLEAN


@command.command("show")
@click.argument("name")
def show(name: str) -> int:
    """Show the files of a blueprint, their owners, and what they enforce."""
    known = _catalogue().blueprints
    if name not in known:
        near = closest(name, known)
        hint = f"did you mean `{near}`?" if near else f"there are {', '.join(sorted(known))}"
        raise click.UsageError(f"there is no blueprint `{name}`; {hint}")
    blueprint = known[name]
    manifest = blueprint.manifest
    console.out(console.style(f"{manifest.name} {manifest.version}", "bold"))
    facts = (
        ("is", manifest.description),
        ("applies when", _when(blueprint)),
        ("provides", ", ".join(manifest.provides)),
        ("needs", ", ".join(manifest.needs)),
        ("conflicts with", ", ".join(manifest.conflicts)),
        ("extends", manifest.extends or ""),
        ("digest", blueprint.digest),
    )
    console.out(console.table([(title, text) for title, text in facts if text], fit=True))
    console.out()
    console.out(console.table([(path,) for path in sorted(blueprint.templates)], ("files",)))
    if manifest.enforces:
        console.out()
        console.out(console.style("enforces", "bold"))
        for rule in manifest.enforces:
            console.out(_enforcement(rule))
    return exits.CLEAN


def _enforcement(rule: EnforcementRule) -> str:
    """Return the claims of one enforcement and, below them, what holds them and what trips it."""
    lines = [*rule.claims, *(f"  {rule.kind.value} {artefact}" for artefact in rule.by)]
    return "\n".join([*lines, *([f"  tripped by {rule.saboteur}"] if rule.saboteur else [])])


def _catalogue() -> Catalogue:
    """Return the blueprints that a document in the working folder is compiled with."""
    from mlsys.blueprints.catalogue import builtin_catalogue
    from mlsys.sharing.declarations import settings_file
    from mlsys.sharing.supply import catalogue_for

    return catalogue_for(settings_file(Path.cwd())[1]).value or builtin_catalogue()


def _when(blueprint: Blueprint) -> str:
    condition = blueprint.manifest.when
    return condition.text if condition is not None else "always"


def _declared() -> dict[str, Declared]:
    """Return the blueprints that the settings declare, by name."""
    from mlsys.sharing.declarations import settings_file
    from mlsys.sharing.supply import declared_blueprints

    return {each.name: each for each in declared_blueprints(settings_file(Path.cwd())[1])}


def _pin(declared: Declared) -> tuple[str, str, str]:
    from mlsys.sharing.origins import described

    return declared.name, described(declared.origin), declared.signed_by or "-"


def _count(blueprint: Blueprint) -> str:
    """Return the number of files; which ones cookiecutter makes is its business."""
    return str(len(blueprint.templates)) if blueprint.manifest.cookiecutter is None else "-"


def _entry(blueprint: Blueprint, declared: Declared | None) -> dict[str, object]:
    from mlsys.sharing.origins import table_of

    manifest = blueprint.manifest
    return {
        "name": manifest.name,
        "version": manifest.version,
        "description": manifest.description,
        "when": _when(blueprint),
        "provides": list(manifest.provides),
        "files": sorted(blueprint.templates),
        "digest": blueprint.digest,
        **({"from": table_of(declared)} if declared is not None else {}),
    }
