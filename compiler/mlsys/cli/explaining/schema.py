"""``mlsys schema``: the published JSON Schemas."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.errors import MlsysError
from mlsys.resources import schemas_dir

_SUFFIX = ".schema.json"


@click.command("schema", short_help="Print the JSON Schema of a kind of document.")
@click.option("--kind", default="mlsystem", show_default=True, help="Which schema, by its kind or its `$id`.")
@click.option("--list", "only_list", is_flag=True, help="List the kinds.")
@click.option("--path", "only_path", is_flag=True, help="Print where the schema is installed.")
def command(kind: str, only_list: bool, only_path: bool) -> int:
    """Print the JSON Schema (draft 2020-12) of a kind of document.

    Editors read it from the first line of a document:
    `# yaml-language-server: $schema=<path or address of the schema>`.
    """
    known = kinds()
    if only_list:
        console.out("\n".join(known))
        return exits.CLEAN
    found = known.get(kind.lower()) or known.get(_named(kind))
    if found is None:
        raise click.UsageError(f"there is no schema of kind `{kind}`; the kinds are {', '.join(known)}")
    console.out(str(found) if only_path else found.read_text(encoding="utf-8"))
    return exits.CLEAN


def _named(identifier: str) -> str:
    """Return the kind that an ``$id`` of this version of the language names, else nothing."""
    from mlsys.spec.fields import LANGUAGE_VERSION

    prefix, _, kind = identifier.rpartition(":")
    return kind.lower() if prefix == f"urn:mlsys:{LANGUAGE_VERSION}" else ""


def kinds() -> dict[str, Path]:
    """Return the published schemas by kind, in lower case.

    Raises:
        MlsysError: if the installation has lost them.
    """
    found = {path.name.removesuffix(_SUFFIX): path for path in sorted(schemas_dir().glob(f"*{_SUFFIX}"))}
    if "mlsystem" not in found:
        raise MlsysError("the installation lacks its schemas", help="install mlsys again")
    return found
