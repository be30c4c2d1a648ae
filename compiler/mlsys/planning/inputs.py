"""Files of the author that become part of the project: the documents and the local data."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys.blueprints.model import Owner
from mlsys.confinement import is_inside, repository_of
from mlsys.diagnostics import Diagnostic, Result, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.model import Input
from mlsys.planning.paths import problem
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.spec.parents import is_shared
from mlsys.spec.tasks.policies import PolicyTask

if TYPE_CHECKING:
    from mlsys.ir.system import System

DOCUMENT: Final = "mlsystem.yaml"
"""The name of the specification in its project."""
_DATA: Final[Route] = ("data", "source", "path")


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
    diagnostics: list[Diagnostic] = []
    for named in _named(system):
        found = _taken_over(folder, named)
        if isinstance(found, Diagnostic):
            diagnostics.append(found)
        else:
            inputs.append(found)
    return Result(tuple(inputs), tuple(diagnostics))


def absent_inputs(system: System, present: Container[str]) -> frozenset[str]:
    """Return where the files belong that the document names, if they are not among what is ``present``."""
    places = (posixpath.normpath(named.path) for named in _named(system))
    return frozenset(place for place in places if place not in present)


class _Named(NamedTuple):
    """A file that the document names."""

    what: str
    path: str
    route: Route


def _named(system: System) -> Iterator[_Named]:
    source, task = system.spec.data.source, system.spec.task
    if source is not None and source.path is not None:
        yield _Named("data", source.path, _DATA)
    simulator = task.simulator if isinstance(task, PolicyTask) else None
    if simulator is not None and simulator.module is not None:
        yield _Named("simulator", f"{simulator.module}.py", ("task", "simulator", "entry"))


def _taken_over(folder: str, named: _Named) -> Input | Diagnostic:
    place = posixpath.normpath(named.path)
    file = Path(folder, named.path)
    if place.startswith(("/", "..")):
        return _outside(named)
    if trouble := problem(place):
        return _unfit(named, trouble)
    if not file.is_file():
        return _missing(named, file)
    tree = repository_of(folder or ".") or folder or "."
    if not is_inside(os.fspath(file), tree):
        return _led_out(named, file, tree)
    return Input(place, Owner.SEEDED, file)


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


def _outside(named: _Named) -> Diagnostic:
    return _unusable(
        named,
        f"the {named.what} `{named.path}` is not below the folder of the document",
        "put the file below that folder, as in `data/rows.csv`, or name a remote place with `uri`",
    )


def _led_out(named: _Named, file: Path, tree: str) -> Diagnostic:
    return _unusable(
        named,
        f"the {named.what} `{file}` is a link that leads out of `{tree}`",
        "put a copy of the file there, or name the place of the data with `uri`",
        f"the project holds a copy of its {named.what}; whoever has the document must have it, too",
    )


def _unfit(named: _Named, trouble: str) -> Diagnostic:
    return _unusable(named, f"the path of the {named.what} {trouble}: {named.path!r}", "rename the file")


def _unusable(named: _Named, message: str, help: str, note: str | None = None) -> Diagnostic:
    usual = f"the project holds a copy of its {named.what}, at the same relative path"
    return Diagnostic(codes.DATA_FILE, Severity.ERROR, message, named.route, help=help, note=note or usual)


def _missing(named: _Named, file: Path) -> Diagnostic:
    kind = "is a folder, not a file" if file.is_dir() else "does not exist"
    if os.path.exists(file) and not file.is_dir():
        kind = "is neither a file nor a folder"
    return Diagnostic(
        codes.DATA_FILE,
        Severity.WARNING,
        f"the {named.what} file {file} {kind}",
        named.route,
        help="correct the path, or put the file at that place in the generated project before training",
    )
