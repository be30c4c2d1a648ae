"""``mlsys eject``: take over a generated file."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.projects import paths_argument, places, project_option


@click.command("eject", short_help="Take over a generated file; compiling leaves it alone from then on.")
@paths_argument
@project_option
def command(paths: tuple[Path, ...], folder: Path | None) -> int:
    """Take over the generated files PATH.

    `mlsys compile` neither changes nor judges them any more, and what they enforced is in your hands.
    `mlsys adopt` gives them back, with your edits merged.
    """
    from mlsys.project.ownership import eject

    root, names = places(paths, folder)
    eject(root, names)
    for name in names:
        console.out(f"{name} is yours; `mlsys adopt {name}` gives it back")
    return exits.CLEAN
