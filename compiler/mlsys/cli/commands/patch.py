"""``mlsys patch``: keep an edit of a managed file as a patch."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.options import SPEC_NAME, document_option
from mlsys.cli.projects import paths_argument, places, project_option


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
    from mlsys.cli.building import prepare
    from mlsys.project.patching.recording import write_patch
    from mlsys.project.reconcile.reconcile import read_lock

    root, names = places(paths, folder)
    lock = read_lock(root)
    environment = lock.header.environment if lock is not None else None
    tree = pipeline.generate(prepare(spec or root / SPEC_NAME, environment, folder=root).plan)
    for name in names:
        console.out(f"{write_patch(root, tree, name)} holds your edits of {name}")
    return exits.CLEAN
