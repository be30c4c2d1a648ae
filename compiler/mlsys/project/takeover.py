"""Handing a generated file over to the user, and taking it back: ``mlsys eject``, ``adopt`` and ``patch``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from mlsys.errors import MlsysError
from mlsys.plan.paths import LOCK_NAME
from mlsys.project import patches
from mlsys.project.changes import Action, Change, Changes
from mlsys.project.disk import ABSENT, Kind, Project
from mlsys.project.lock import FileState, Lock, LockEntry
from mlsys.project.reconcile import lock_bytes, read_lock
from mlsys.project.unified import unified
from mlsys.project.write import recover, write
from mlsys.render.tree import RenderedTree


def eject(root: Path, paths: Iterable[str]) -> None:
    """Hand ``paths`` over to the user: compiling leaves them alone from now on.

    Raises:
        MlsysError: if one of them is not generated; nothing is changed then.
    """
    lock = _lock(root)
    files = dict(lock.files)
    for path in paths:
        files[path] = replace(_entry(lock, path), state=FileState.EJECTED)
    _save(root, lock.with_files(files))


def adopt(root: Path, paths: Iterable[str]) -> None:
    """Take ``paths``, which were ejected, kept as orphans or deleted, under the care of the compiler again.

    The next compilation merges what was generated meanwhile, or writes the file if it is gone.

    Raises:
        MlsysError: if one of them is not generated, or needs no adoption; nothing is changed then.
    """
    lock, project = _lock(root), Project(root)
    files = dict(lock.files)
    for path in paths:
        entry = _entry(lock, path)
        if entry.state not in (FileState.EJECTED, FileState.DELETED):
            raise MlsysError(
                f"`{path}` is generated as it is", help="only files that were ejected or deleted are adopted"
            )
        if project.look(path, read=False).present:
            files[path] = replace(entry, state=FileState.PRESENT)
        else:
            del files[path]
    _save(root, lock.with_files(files))


def write_patch(root: Path, tree: RenderedTree, path: str) -> str:
    """Record the user's edits of ``path`` as an output patch and return the path of the patch.

    An earlier patch that ``mlsys patch`` wrote for the file is replaced; the new one holds its edits too.

    Args:
        root: the project.
        tree: what is generated, without any patch.
        path: the edited file.

    Raises:
        MlsysError: if the file is not generated, not text, or not edited.
    """
    _entry(_lock(root), path)
    project, name = Project(root), patch_name(path)
    found, new = project.look(path), tree.files.get(path)
    if new is None or found.kind is not Kind.FILE:
        raise MlsysError(f"`{path}` cannot be patched: it is not generated any more, or gone")
    if b"\0" in found.content or b"\0" in new.read():
        raise MlsysError(f"`{path}` is not text", help="take it over with `mlsys eject`")
    others = [other for other in patches.names(project) if other != name]
    generated = patches.apply_patches(project, tree, others).tree.files[path].read()
    difference = unified(path, generated, found.content)
    if not difference:
        raise MlsysError(f"`{path}` is not edited", help="edit the file first, then record the edit")
    _write_file(root, name, difference)
    return name


def patch_name(path: str) -> str:
    """Return where ``mlsys patch`` keeps the patch of ``path``."""
    return f"{patches.FOLDER}/{path.replace('/', '-').lstrip('.')}{patches.SUFFIX}"


def _lock(root: Path) -> Lock:
    recover(root)
    lock = read_lock(root)
    if lock is None:
        raise MlsysError(f"{root} holds no compiled project", help=f"it would have a `{LOCK_NAME}`")
    return lock


def _entry(lock: Lock, path: str) -> LockEntry:
    if path not in lock.files:
        raise MlsysError(
            f"`{path}` is not generated",
            help="the files that are stand in `mlsystem.lock`, by their path in the project",
        )
    return lock.files[path]


def _save(root: Path, lock: Lock) -> None:
    write(root, Changes((), lock, lock_bytes(Project(root))))


def _write_file(root: Path, path: str, content: bytes) -> None:
    lock = _lock(root)
    found = Project(root).look(path)
    entry = next(iter(lock.files.values()))
    item = Change(
        path, Action.CREATE, entry.owner, "", content=content, found=found if found.present else ABSENT
    )
    write(root, Changes((item,), lock, lock_bytes(Project(root))))
