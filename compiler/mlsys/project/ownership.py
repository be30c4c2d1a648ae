"""Handing a generated file over to the user, and taking it back: ``mlsys eject`` and ``mlsys adopt``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.reconcile.changes import Changes
from mlsys.project.reconcile.memory import lock_bytes, read_lock
from mlsys.project.record.lock import FileState, Lock, LockEntry
from mlsys.project.transaction.disk import Project
from mlsys.project.transaction.write import recover, write


def eject(root: Path, paths: Iterable[str]) -> None:
    """Hand ``paths`` over to the user: compiling leaves them alone from now on.

    Raises:
        MlsysError: if one of them is not generated; nothing is changed then.
    """
    lock = known_lock(root)
    files = dict(lock.files)
    for path in paths:
        files[path] = replace(known_entry(lock, path), state=FileState.EJECTED)
    _save(root, lock.with_files(files))


def adopt(root: Path, paths: Iterable[str]) -> None:
    """Take ``paths``, which were ejected, kept as orphans or deleted, under the care of the compiler again.

    The next compilation merges what was generated meanwhile, or writes the file if it is gone.

    Raises:
        MlsysError: if one of them is not generated, or needs no adoption; nothing is changed then.
    """
    lock, project = known_lock(root), Project(root)
    files = dict(lock.files)
    for path in paths:
        entry = known_entry(lock, path)
        if entry.state not in (FileState.EJECTED, FileState.DELETED):
            raise MlsysError(
                f"`{path}` is generated as it is", help="only files that were ejected or deleted are adopted"
            )
        if project.look(path, read=False).present:
            files[path] = replace(entry, state=FileState.PRESENT)
        else:
            del files[path]
    _save(root, lock.with_files(files))


def known_lock(root: Path) -> Lock:
    """Return the lock of the project in ``root``, after an interrupted write was taken back.

    Raises:
        MlsysError: if there is no project.
    """
    recover(root)
    lock = read_lock(root)
    if lock is None:
        raise MlsysError(f"{root} holds no compiled project", help=f"it would have a `{LOCK_NAME}`")
    return lock


def known_entry(lock: Lock, path: str) -> LockEntry:
    """Return what ``lock`` says about ``path``.

    Raises:
        MlsysError: if it is not generated.
    """
    if path not in lock.files:
        raise MlsysError(
            f"`{path}` is not generated",
            help="the files that are stand in `mlsystem.lock`, by their path in the project",
        )
    return lock.files[path]


def _save(root: Path, lock: Lock) -> None:
    write(root, Changes((), lock, lock_bytes(Project(root))))
