"""Files of the author that become part of the project: the documents and the local data."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.model import Owner
from mlsys.confinement import is_inside, repository_of
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.model import Input
from mlsys.planning.paths import problem
from mlsys.source import SourceFile
from mlsys.spec.parents import is_shared

if TYPE_CHECKING:
    from mlsys.ir.system import System

DOCUMENT: Final = "mlsystem.yaml"
"""The name of the specification in its project."""
_DATA: Final = ("data", "source", "path")


def find_inputs(
    system: System, source: SourceFile, parents: Iterable[SourceFile] = ()
) -> Result[tuple[Input, ...]]:
    """Return the files that the project takes over from the folder of the document.

    Args:
        system: the resolved system.
        source: the document; its name is its path.
        parents: the documents that it extends. Those below its folder keep their place; the others, and
            what collections offer, are shared by more than this project and stay where they are.
    """
    folder = os.path.dirname(source.name)
    inputs = [Input(DOCUMENT, Owner.MANAGED, _written(source))]
    inputs += _parents(folder, parents)
    path = system.spec.data.source.path if system.spec.data.source is not None else None
    if path is None:
        return Result(tuple(inputs))
    place = posixpath.normpath(path)
    file = Path(folder, path)
    if place.startswith(("/", "..")):
        return Result(tuple(inputs), (_outside(path),))
    if trouble := problem(place):
        return Result(tuple(inputs), (_unfit(path, trouble),))
    if not file.is_file():
        return Result(tuple(inputs), (_missing(file),))
    tree = repository_of(folder or ".") or folder or "."
    if not is_inside(os.fspath(file), tree):
        return Result(tuple(inputs), (_led_out(file, tree),))
    return Result((*inputs, Input(place, Owner.SEEDED, file)))


def absent_inputs(system: System, present: Container[str]) -> frozenset[str]:
    """Return where the data belong that the document names, if they are not among what is ``present``."""
    path = system.spec.data.source.path if system.spec.data.source is not None else None
    place = posixpath.normpath(path) if path is not None else ""
    return frozenset() if not place or place in present else frozenset({place})


def _parents(folder: str, parents: Iterable[SourceFile]) -> Iterator[Input]:
    for parent in parents:
        if is_shared(parent.name):
            continue
        place = Path(os.path.relpath(parent.name, folder or ".")).as_posix()
        if not place.startswith("..") and place != DOCUMENT:
            yield Input(place, Owner.MANAGED, _written(parent))


def _written(source: SourceFile) -> bytes:
    """Return the text of a document as every checkout of it has it, however that ends lines."""
    return source.text.replace("\r\n", "\n").encode()


def _outside(path: str) -> Diagnostic:
    return _unusable(
        f"the data `{path}` is not below the folder of the document",
        "put the file below that folder, as in `data/rows.csv`, or name a remote place with `uri`",
    )


def _led_out(file: Path, tree: str) -> Diagnostic:
    return _unusable(
        f"the data `{file}` is a link that leads out of `{tree}`",
        "put a copy of the file there, or name the place of the data with `uri`",
        "the project holds a copy of its data; whoever has the document must have the data, too",
    )


def _unfit(path: str, trouble: str) -> Diagnostic:
    return _unusable(f"the path of the data {trouble}: {path!r}", "rename the file")


def _unusable(
    message: str,
    help: str,
    note: str = "the project holds a copy of its data, at the same relative path",
) -> Diagnostic:
    return Diagnostic(codes.DATA_FILE, Severity.ERROR, message, _DATA, help=help, note=note)


def _missing(file: Path) -> Diagnostic:
    kind = "is a folder, not a file" if file.is_dir() else "does not exist"
    if os.path.exists(file) and not file.is_dir():
        kind = "is neither a file nor a folder"
    return Diagnostic(
        codes.DATA_FILE,
        Severity.WARNING,
        f"the data file {file} {kind}",
        _DATA,
        help="correct the path, or put the file at that place in the generated project before training",
    )
