"""The only writer of projects: all or nothing.

Staging can fail (a full disk, no rights) without a trace. From the moment at which the journal is in place,
only renames within one file system follow; a failure takes all of them back at once, a killed process leaves
the journal for the next run. Nothing is synchronised to the medium: what is promised is to survive the end of
the process, not the loss of power, for which version control is the remedy.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME, STATE_NAME
from mlsys.project.reconcile.changes import Change, Changes
from mlsys.project.record.lock import format_lock
from mlsys.project.record.state import TMP
from mlsys.project.transaction import journal
from mlsys.project.transaction.disk import Kind, Project
from mlsys.project.transaction.exclusive import exclusive
from mlsys.project.transaction.journal import Journal, Phase, Step, state_of, state_with
from mlsys.render.tree import canonical

_CHUNK: Final = 1 << 20
_STAGED: Final = re.compile(r"(new|old)-\d+\Z")


@dataclass(frozen=True, slots=True)
class _Operation:
    """A file to be replaced, or removed where there is no content."""

    path: str
    content: bytes | Path | None
    executable: bool = False


def recover(root: Path) -> bool:
    """Take back a write to the project in ``root`` that was interrupted; return whether there was one.

    Raises:
        MlsysError: if another process is writing, the project cannot be restored, or holds what is left of a
            write that this user did not begin here.
    """
    project = Project(root)
    if not os.path.isdir(project.root):
        return False
    project.check_state_folder()
    if not journal.exists(project):
        refuse_foreign_write(project)
        for folder in (project.root / TMP, project.root / STATE_NAME):
            _remove_if_empty(folder)
        return False
    with exclusive(project.root):
        interrupted = journal.exists(project) and journal.load(project).phase is Phase.APPLYING
        journal.undo(project)
        _finish(project)
        return interrupted


def refuse_foreign_write(project: Project) -> None:
    """Refuse a project with a staging area of which no journal of this user knows.

    Raises:
        MlsysError: if there is one that is not empty.
    """
    staging = project.root / TMP
    if _is_filled(staging) and not journal.exists(project) and _is_filled(staging):
        raise MlsysError(
            f"`{TMP}` in `{project.root}` is left from a write that was not begun here; it is not used",
            help=f"compare the project with version control, then delete `{TMP}`",
        )


def write(root: Path, changes: Changes) -> None:
    """Execute ``changes`` on the project in ``root``; on any failure the folder is as it was.

    Nothing is written as long as one of the files cannot be brought up to date.

    Raises:
        MlsysError: if something changed since the changes were decided, another process is writing, or the
            system refuses; the message says what to do.
    """
    if not (changes.pending and changes.writable):
        return
    try:
        with _folder(root) as project:
            _verify(project, changes)
            _execute(project, list(_operations(changes)))
    except OSError as error:
        raise _refused(root, error) from error


@contextmanager
def _folder(root: Path) -> Iterator[Project]:
    """Provide the project in ``root``, locked; folders made for it go again when the write fails.

    Whoever does not get the lock removes nothing: the folder may be in use by the one who has it.
    """
    made: list[Path] = []
    with ExitStack() as lock:
        try:
            for folder in reversed([folder for folder in (root, *root.parents) if not folder.exists()]):
                if _make(folder):
                    made.append(folder)
            lock.enter_context(exclusive(root))
        except OSError:
            _remove_made(made)
            raise
        try:
            yield Project(root)
        except BaseException:
            _remove_made(made)
            raise


def _make(folder: Path) -> bool:
    """Make a folder; return whether it was not there."""
    try:
        folder.mkdir()
    except FileExistsError:
        if not folder.is_dir():
            raise
        return False
    return True


def _remove_made(folders: list[Path]) -> None:
    for folder in reversed(folders):
        _remove_if_empty(folder)


def _operations(changes: Changes) -> Iterator[_Operation]:
    """Yield the files to write; the lock comes last, as the seal on all others."""
    for item in changes.items:
        if item.moved_from is not None:
            yield _Operation(item.moved_from, None)
        if item.writes:
            yield _Operation(item.path, item.content, item.executable)
    for path, content in changes.housekeeping.items():
        yield _Operation(path, content)
    lock, before = format_lock(changes.lock), changes.previous_lock
    if before is None or lock != canonical(before):
        yield _Operation(LOCK_NAME, lock)


def _verify(project: Project, changes: Changes) -> None:
    """Refuse when the project is not what the changes were decided on."""
    lock = project.look(LOCK_NAME)
    if (lock.content if lock.kind is Kind.FILE else None) != changes.previous_lock:
        raise MlsysError("another mlsys has compiled this project meanwhile", help="run the command again")
    for item in changes.items:
        if item.writes and _differs(project, item):
            raise MlsysError(
                f"`{item.moved_from or item.path}` changed while mlsys was running; nothing was written",
                help="run the command again",
            )


def _differs(project: Project, item: Change) -> bool:
    if item.moved_from is not None and project.look(item.path, read=False).present:
        return True
    return item.found is not None and project.look(item.moved_from or item.path) != item.found


def _execute(project: Project, operations: list[_Operation]) -> None:
    staging = project.root / TMP
    project.check_state_folder()
    refuse_foreign_write(project)
    journal.save(project, Journal())
    try:
        staging.mkdir(parents=True, exist_ok=True)
        steps = [_stage(project, staging, index, operation) for index, operation in enumerate(operations)]
        folders = _missing_folders(project, operations)
        journal.save(project, Journal(Phase.APPLYING, tuple(steps), tuple(folders)))
        for folder in folders:
            (project.root / folder).mkdir()
        for index, operation in enumerate(operations):
            place = project.locate(operation.path)
            if operation.content is None:
                place.unlink(missing_ok=True)
            else:
                os.replace(staging / f"new-{index}", place)
        _prune(project, (operation.path for operation in operations if operation.content is None))
        journal.save(project, Journal(Phase.DONE))
    except BaseException:
        journal.undo(project)
        _finish(project)
        raise
    _finish(project)


def _stage(project: Project, staging: Path, index: int, operation: _Operation) -> Step:
    """Write the new content and secure the old one, both in the staging area."""
    place = project.locate(operation.path)
    before, saved, after = state_of(place), None, None
    if before is not None:
        saved = f"old-{index}"
        _secure(place, staging / saved)
    if operation.content is not None:
        fresh = staging / f"new-{index}"
        digest = _fill(fresh, operation.content)
        mode = _mode(place, operation.executable)
        fresh.chmod(mode)
        after = state_with(digest, mode)
    return Step(operation.path, before, after, saved)


def _secure(place: Path, copy: Path) -> None:
    try:
        os.link(place, copy)
    except OSError:  # a file system without hard links
        _fill(copy, place)
        copy.chmod(place.stat().st_mode & 0o7777)


def _fill(target: Path, content: bytes | Path) -> str:
    """Write a new file and return the SHA-256 of what was written, in hexadecimal."""
    with open(target, "xb") as file:
        if isinstance(content, bytes):
            file.write(content)
            return hashlib.sha256(content).hexdigest()
        digest = hashlib.sha256()
        with open(content, "rb") as source:
            while chunk := source.read(_CHUNK):
                file.write(chunk)
                digest.update(chunk)
        return digest.hexdigest()


def _mode(place: Path, executable: bool) -> int:
    """Return the mode of a new file: that of the file it replaces, with the executable bits as wanted."""
    try:
        mode = place.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    readers = (mode & 0o444) >> 2
    return mode | readers if executable else mode & ~0o111


def _missing_folders(project: Project, operations: Iterable[_Operation]) -> list[str]:
    """Return the folders that must be made, outer ones first."""
    missing: dict[str, None] = {}
    for operation in operations:
        if operation.content is None:
            continue
        segments = operation.path.split("/")[:-1]
        for length in range(1, len(segments) + 1):
            folder = "/".join(segments[:length])
            if folder not in missing and not (project.root / folder).is_dir():
                missing[folder] = None
    return list(missing)


def _finish(project: Project) -> None:
    """Remove the staging area, and then the journal, which tells that it is ours."""
    staging = project.root / TMP
    with suppress(OSError):
        for file in sorted(staging.iterdir()):
            if _STAGED.match(file.name):
                file.unlink()
    _remove_if_empty(staging)
    _remove_if_empty(project.root / STATE_NAME)
    with suppress(OSError):  # it says that all is done, so the next write removes it
        journal.remove(project)


def _is_filled(folder: Path) -> bool:
    try:
        return bool(os.listdir(folder))
    except FileNotFoundError:
        return False
    except OSError:
        return os.path.lexists(folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _prune(project: Project, removed: Iterable[str]) -> None:
    """Remove the folders that became empty."""
    for path in removed:
        for folder in (project.root / path).parents:
            if folder == project.root:
                break
            try:
                folder.rmdir()
            except OSError:
                break


def _refused(root: Path, error: OSError) -> MlsysError:
    import errno

    # Where staging fails, the name of the staged file says nothing to the user.
    named = (name for name in (error.filename2, error.filename) if name is not None and TMP not in str(name))
    place = next(named, root)
    advice = {
        errno.ENOSPC: "free some space and run the command again",
        errno.EDQUOT: "free some of your quota and run the command again",
        errno.EFBIG: "raise the limit on the size of files (`ulimit -f`) and run the command again",
        errno.EACCES: "get the right to write there, or choose another folder with `-o`",
        errno.EROFS: "choose a folder on a writable file system with `-o`",
        errno.ENAMETOOLONG: "choose a folder with a shorter path with `-o`",
        errno.ENOTDIR: "a file stands where a folder is needed; move it away",
        errno.EEXIST: "a file stands where a folder is needed; move it away",
    }
    return MlsysError(
        f"cannot write to `{place}`: {error.strerror or error}; nothing was changed",
        help=advice.get(error.errno or 0, "mend the cause and run the command again"),
    )
