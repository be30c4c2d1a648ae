"""Finding the project that a file belongs to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from mlsys.cli.options import PATH
from mlsys.errors import MlsysError

F = TypeVar("F", bound=Callable[..., Any])

paths_argument: Callable[[F], F] = click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=PATH
)
project_option: Callable[[F], F] = click.option(
    "-o", "--output", "folder", metavar="DIR", type=PATH,
    help="The project.  [default: the folder above PATH that holds one]",
)  # fmt: skip


def places(paths: Sequence[Path], folder: Path | None) -> tuple[Path, list[str]]:
    """Return the project that holds ``paths``, and their paths in it.

    Raises:
        MlsysError: if there is no project, or the paths lie in several.
    """
    from mlsys.cli.compiling.changes import project_path

    roots = {folder} if folder is not None else {_root(path) for path in paths}
    if len(roots) > 1:
        raise MlsysError("the files belong to several projects", help="name those of one project at a time")
    root = roots.pop()
    return root, [project_path(root, path) for path in paths]


def _root(path: Path) -> Path:
    from mlsys.planning.paths import LOCK_NAME

    place = Path(os.path.abspath(path))
    for parent in place.parents:
        if (parent / LOCK_NAME).is_file():
            return Path(os.path.relpath(parent))
    raise MlsysError(f"`{path}` belongs to no compiled project", help="name the project with `-o`")
