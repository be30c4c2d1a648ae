"""``mlsys patch``: keep an edit of a managed file as a patch."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.projects import paths_argument, places, project_option
from mlsys.cli.options import document_option
from mlsys.project.identity import document_of


@click.command(
    "patch", short_help="Keep an edit of a managed file as a patch that is applied again each time."
)
@paths_argument
@project_option
@document_option
def command(paths: tuple[Path, ...], folder: Path | None, spec: Path | None) -> int:
    """Write your edits of the generated files PATH to `patches/`.

    `mlsys compile` applies the patches to what it generates before it looks at the disk, so the edit is drift
    no longer, and new versions of the file reach you with the edit on top. Where there is a new version
    already, the edit is merged with it.
    """
    from mlsys import pipeline
    from mlsys.cli.compiling.plans import prepare
    from mlsys.project.patching.recording import write_patch

    root, names = places(paths, folder)
    document, environment = document_of(root)
    tree = pipeline.generate(prepare(spec or document, environment, folder=root).plan)
    for name in names:
        console.out(f"{write_patch(root, tree, name)} holds your edits of {name}")
    return exits.CLEAN
