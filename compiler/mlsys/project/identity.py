"""Which document is compiled into which project, for which environment: as the project knows it.

A project belongs to one document and one environment, and its lock says to which. Both stay until the user
says otherwise, in so many words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlsys.confinement import is_inside, repository_of
from mlsys.errors import MlsysError
from mlsys.planning.inputs import DOCUMENT
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.record.lock import LockHeader
from mlsys.project.record.state import COPIES, PACK


@dataclass(frozen=True)
class Asked:
    """What the command line says about it."""

    spec: Path | None = None
    folder: Path | None = None
    environment: str | None = None
    no_environment: bool = False
    """Whether the project is to be compiled for no environment from now on."""
    rebind: bool = False
    """Whether another document may take the place of the one that the project was compiled from."""


@dataclass(frozen=True)
class Target:
    """What is compiled into what."""

    spec: Path
    folder: Path
    environment: str | None
    document: str | None = None
    """The document as the lock is to name it."""
    notes: tuple[str, ...] = ()
    """What the user should know about it, as sentences."""
    refusal: MlsysError | None = None
    """Why nothing may be written: the project belongs to another document."""


def find_target(asked: Asked, restore: Callable[[Path], object] | None = None) -> Target:
    """Return what is compiled into what.

    Args:
        asked: what the command line says.
        restore: takes back an interrupted write to a project before its lock is read.

    Raises:
        MlsysError: if the project belongs to another document, its document is gone, the lock cannot be read,
            or several projects could be meant.
    """
    from mlsys.project.reconcile.memory import read_lock

    ready = restore or (lambda _: None)
    if asked.spec is None:
        ready(Path())
    spec, folder = (asked.spec, None) if asked.spec is not None else _document_here(asked.folder)
    notes: list[str] = []
    if asked.folder is not None or folder is None:
        folder, notes = (asked.folder, []) if asked.folder is not None else _default_folder(spec)
    ready(folder)
    lock = read_lock(folder)
    header = lock.header if lock is not None else None
    refusal = None
    if header is not None:
        spec = _source_of_copy(header, folder, spec, asked)
        told, refusal = _same_document(header, folder, spec, asked)
        notes += told
    elif asked.folder is not None:
        others = ", ".join(f"`{each}`" for each in _projects_of(spec) if not _is_same(each, folder))
        notes += [f"{others} was compiled from `{spec}`, too"] if others else []
    environment, told = _environment(header, folder, asked)
    document = None if _is_all_there_is(header, folder, spec) else _from_project(folder, spec)
    return Target(spec, folder, environment, document, (*notes, *told), refusal)


def recorded_document(header: LockHeader, folder: Path) -> Path | None:
    """Return the document of the project in ``folder``; ``None`` when that is not known."""
    if header.document is None:
        return None
    return Path(os.path.normpath(folder / header.document))


def document_of(folder: Path) -> tuple[Path, str | None]:
    """Return the document and the environment that the project in ``folder`` was compiled from.

    Raises:
        MlsysError: if there is no project, its lock cannot be read, or its document is gone.
    """
    from mlsys.project.reconcile.memory import read_lock

    lock = read_lock(folder)
    if lock is None:
        raise MlsysError(
            f"{folder} holds no compiled project", help="give the folder that `mlsys compile` wrote"
        )
    spec = recorded_document(lock.header, folder) or folder / DOCUMENT
    _check_place(folder, spec)
    return spec, lock.header.environment


def _document_here(folder: Path | None) -> tuple[Path, Path | None]:
    """Return the document that is meant when none is named, and its project, if that has told it."""
    from mlsys.project.reconcile.memory import read_lock

    here = Path()
    if folder is not None and not os.path.lexists(DOCUMENT):
        here = folder
    lock = read_lock(here) if os.path.lexists(here / LOCK_NAME) else None
    spec = recorded_document(lock.header, here) if lock is not None else None
    if spec is None:
        return (here / DOCUMENT if here != Path() else Path(DOCUMENT)), None
    _check_place(here, spec)
    return spec, here


def _check_place(folder: Path, spec: Path) -> None:
    """Check that the document is there, and no further away than the repository: a lock may say anything."""
    root = repository_of(str(folder))
    if root is not None and not is_inside(str(spec), root):
        raise MlsysError(
            f"the document of `{folder}` lies outside of the repository: `{spec}`",
            help="name it on the command line if it is the right one",
        )
    if not os.path.lexists(spec):
        raise _gone(folder, spec)


def _gone(folder: Path, spec: Path) -> MlsysError:
    copy = folder / DOCUMENT
    way = f"; the copy in the project takes its place with `mlsys compile {copy} -o {folder} --rebind`"
    return MlsysError(
        f"`{folder}` was compiled from `{spec}`, which is not there",
        help=f"restore it, or name the document: `mlsys compile SPEC -o {folder} --rebind`"
        + (way if os.path.lexists(copy) else ""),
    )


def _default_folder(spec: Path) -> tuple[Path, list[str]]:
    """Return the project of the document that is meant when no folder is named."""
    if _is_project(spec.parent):
        return spec.parent, []
    named = Path(_name_of(spec) or "project")
    if _is_project(named):
        return named, []
    others = _projects_of(spec)
    if len(others) > 1:
        names = ", ".join(f"`{folder}`" for folder in others)
        raise MlsysError(f"`{spec}` was compiled into {names}", help="say which one is meant with `-o`")
    _refuse_removed(spec.parent)
    if others:
        return others[0], [f"the project of `{spec}` is in `{others[0]}`; `-o` chooses another folder"]
    return named, []


def _refuse_removed(folder: Path) -> None:
    """Refuse to begin a second project beside one whose records git has, and the folder has not.

    Raises:
        MlsysError: if so.
    """
    from mlsys.project.git import Git

    known = Git(folder).run("ls-files", "-z", "--cached", paths=(LOCK_NAME, PACK))
    if isinstance(known, bytes) and known:
        raise MlsysError(
            f"`{folder}` is a project of which git has `{LOCK_NAME}` and `{PACK}`, and they are not there",
            help=f"restore them (`git checkout HEAD -- {LOCK_NAME} {PACK}`), or name a folder with `-o`",
        )


def _is_project(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in (LOCK_NAME, PACK, COPIES))


def _name_of(spec: Path) -> str:
    """Return the name of the system in ``spec``; empty when there is none that can be read."""
    from mlsys.syntax.load import load
    from mlsys.syntax.nodes import Scalar, find
    from mlsys.syntax.salvage import read_leniently

    tree = read_leniently(load(spec)).value
    name = None if tree is None else find(tree, ("metadata", "name"))
    text = name.value if isinstance(name, Scalar) else None
    return text if isinstance(text, str) and "/" not in text and text not in ("", ".", "..") else ""


def _projects_of(spec: Path) -> list[Path]:
    """Return the projects beside ``spec``, or in this folder, that were compiled from it."""
    found: dict[str, Path] = {}
    for above in dict.fromkeys((Path(), spec.parent)):
        for folder in _folders_in(above):
            if _follows(folder, spec):
                found.setdefault(os.path.realpath(folder), folder)
    return list(found.values())


def _folders_in(above: Path) -> Iterator[Path]:
    try:
        names = sorted(os.listdir(above))
    except OSError:
        return
    for name in names:
        if os.path.isfile(above / name / LOCK_NAME):
            yield above / name


def _follows(folder: Path, spec: Path) -> bool:
    from mlsys.project.reconcile.memory import read_lock

    try:
        lock = read_lock(folder)
    except MlsysError:
        return False
    document = recorded_document(lock.header, folder) if lock is not None else None
    return document is not None and _is_same(document, spec)


def _source_of_copy(header: LockHeader, folder: Path, spec: Path, asked: Asked) -> Path:
    """Return the document itself where the copy that its project holds was named, and says the same."""
    recorded = recorded_document(header, folder)
    if recorded is None or asked.rebind or not _is_same(spec, folder / DOCUMENT):
        return spec
    if not (spec.is_file() and recorded.is_file()):
        return spec
    try:
        texts = [place.read_bytes().replace(b"\r\n", b"\n") for place in (spec, recorded)]
    except OSError:
        return spec
    return recorded if texts[0] == texts[1] else spec


def _same_document(
    header: LockHeader, folder: Path, spec: Path, asked: Asked
) -> tuple[list[str], MlsysError | None]:
    """Return what is to be told when the project belongs to ``spec`` from now on, or why it does not."""
    recorded = recorded_document(header, folder)
    if recorded is None or _is_same(recorded, spec):
        return [], None
    if asked.rebind:
        return [f"`{folder}` follows `{spec}` from now on, no longer `{recorded}`"], None
    if not os.path.lexists(recorded) and asked.spec is None:
        return [], _gone(folder, recorded)
    return [], MlsysError(
        f"`{folder}` was compiled from `{recorded}`, and this is `{spec}`; nothing was written",
        help="compile that one, choose another folder with `-o`, or let this one take its place: `--rebind`",
    )


def _from_project(folder: Path, spec: Path) -> str | None:
    """Return the path of the document from the project, if whoever has the project has the document, too.

    That is so within a repository, and for a project below the folder of its document. A path that leads
    elsewhere would be another on every machine; the copy in the project is the document there.
    """
    root, home = os.path.realpath(folder), os.path.realpath(spec.parent)
    repository = repository_of(home)
    shared = repository is not None and repository == repository_of(root)
    if not (shared or is_inside(root, home)):
        return None
    path = os.path.relpath(os.path.join(home, spec.name), root).replace(os.sep, "/")
    return path if path.isprintable() else None


def _is_all_there_is(header: LockHeader | None, folder: Path, spec: Path) -> bool:
    """Return whether ``spec`` is the copy in a project that does not know where its document is."""
    return header is not None and header.document is None and _is_same(spec, folder / DOCUMENT)


def _environment(header: LockHeader | None, folder: Path, asked: Asked) -> tuple[str | None, list[str]]:
    """Return the environment, and what is to be told when it is another one than before."""
    before = header.environment if header is not None else None
    now = None if asked.no_environment else asked.environment or before
    if header is None or now == before:
        return now, []
    names = [f"environment `{name}`" if name is not None else "no environment" for name in (now, before)]
    return now, [f"`{folder}` is compiled for {names[0]} from now on, no longer for {names[1]}"]


def _is_same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)
