"""The journal of a write: enough to take it back, however it ended.

A write stages everything in ``.mlsys/tmp``, keeps what it will replace there too, then puts the journal in
place, renames the staged files over the old ones, and removes the journal. As long as the journal exists the
write can be taken back; once it is gone the write is complete. Taking back is judged file by file from what
stands there, so it can itself be interrupted at any point and begun again, and it touches nothing that a user
changed in between. (Going forward instead would be wrong for a file that was edited in between: the pristine
copy beside it would claim a generation that the file never saw.)
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError
from mlsys.plan.paths import STATE_NAME
from mlsys.project.record.state import TMP
from mlsys.project.transaction.disk import Project

_NAME: Final = "journal.json"


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a write."""

    path: str
    before: str | None
    """The state before (see ``state_of``); ``None`` when nothing stood there."""
    after: str | None
    """The state after; ``None`` when the file is removed."""
    saved: str | None
    """The name in the staging area of what stood there."""


@dataclass(frozen=True, slots=True)
class Journal:
    """A write that is under way."""

    steps: tuple[Step, ...]
    folders: tuple[str, ...]
    """The folders that the write creates, outer ones first."""


def exists(project: Project) -> bool:
    """Return whether a write is under way or was interrupted."""
    # Not by `Path`, which raises for a path that the system refuses; whoever looks next words that.
    return os.path.isfile(project.root / TMP / _NAME)


def save(project: Project, journal: Journal) -> None:
    """Put ``journal`` in place in one step."""
    plain = {
        "steps": [[step.path, step.before, step.after, step.saved] for step in journal.steps],
        "folders": list(journal.folders),
    }
    folder = project.root / TMP
    draft = folder / f"{_NAME}.new"
    draft.write_text(json.dumps(plain), encoding="utf-8")
    os.replace(draft, folder / _NAME)


def close(project: Project) -> None:
    """Declare the write complete."""
    (project.root / TMP / _NAME).unlink()


def undo(project: Project) -> None:
    """Take back the write whose journal is in place.

    Raises:
        MlsysError: if the journal is damaged, which no interruption can cause, or a file cannot be restored.
    """
    folder = project.root / TMP
    journal = _load(folder / _NAME)
    try:
        for step in reversed(journal.steps):
            _undo_step(project, folder, step)
        for path in reversed(journal.folders):
            with suppress(OSError):  # a folder in which the user has put something stays
                project.locate(path).rmdir()
        close(project)
    except OSError as error:
        raise MlsysError(
            f"cannot restore `{error.filename}` after an interrupted write: {error.strerror or error}",
            help="mend the cause and run `mlsys compile` again; the previous content is safe in `.mlsys/tmp`",
        ) from error


def _undo_step(project: Project, folder: Path, step: Step) -> None:
    place = project.locate(step.path)
    current = state_of(place)
    if current == step.before or current != step.after:
        return  # not written yet, or changed by the user since
    if step.saved is not None:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder / step.saved, place)
    else:
        place.unlink()


def _load(path: Path) -> Journal:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        steps = tuple(Step(*step) for step in plain["steps"])
        folders = tuple(str(folder) for folder in plain["folders"])
        names = [step.path for step in steps] + list(folders)
        if any(".." in name.split("/") or name.startswith("/") for name in names):
            raise ValueError("a path leads out of the project")
        if any(step.saved is not None and "/" in step.saved for step in steps):
            raise ValueError("a saved file lies elsewhere")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MlsysError(
            f"the journal of an interrupted write is damaged: {error}",
            help=f"compare the project with version control, then delete `{STATE_NAME}/tmp`",
        ) from error
    return Journal(steps, folders)


def state_of(place: Path) -> str | None:
    """Return a text that is equal for equal files: digest of the content and mode; ``None`` for nothing."""
    try:
        status = os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    mode = stat.S_IMODE(status.st_mode)
    if not stat.S_ISREG(status.st_mode):
        return f"{stat.S_IFMT(status.st_mode):o}"
    with open(place, "rb") as file:
        return f"{hashlib.file_digest(file, 'sha256').hexdigest()}:{mode:o}"
