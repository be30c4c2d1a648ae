"""``mlsys schema``: the published JSON Schemas."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.errors import MlsysError
from mlsys.resources import schemas_dir

_SUFFIX = ".schema.json"


@click.command("schema", short_help="Print the JSON Schema of a kind of document.")
@click.option("--kind", default="mlsystem", show_default=True, help="Which schema.")
@click.option("--list", "only_list", is_flag=True, help="List the kinds.")
def command(kind: str, only_list: bool) -> int:
    """Print the JSON Schema (draft 2020-12) of a kind of document.

    Editors read it from the first line of a document:
    `# yaml-language-server: $schema=<path or address of the schema>`.
    """
    known = kinds()
    if only_list:
        console.out("\n".join(known))
        return exits.CLEAN
    if kind.lower() not in known:
        raise click.UsageError(f"there is no schema of kind `{kind}`; the kinds are {', '.join(known)}")
    console.out(known[kind.lower()].read_text(encoding="utf-8"))
    return exits.CLEAN


def kinds() -> dict[str, Path]:
    """Return the published schemas by kind, in lower case.

    Raises:
        MlsysError: if the installation has lost them.
    """
    found = {path.name.removesuffix(_SUFFIX): path for path in sorted(schemas_dir().glob(f"*{_SUFFIX}"))}
    if "mlsystem" not in found:
        raise MlsysError("the installation lacks its schemas", help="install mlsys again")
    return found
