"""The journal of a write: enough to take it back, however it ended.

A write stages everything in ``.mlsys/tmp``, keeps what it will replace there too, then notes in the journal
what it is about to do, renames the staged files over the old ones, and closes the journal. As long as the
journal is open the write can be taken back; once it is closed the write is complete. Taking back is judged
file by file from what stands there, so it can itself be interrupted at any point and begun again, and it
touches nothing that a user changed in between. (Going forward instead would be wrong for a file that was
edited in between: the pristine copy beside it would claim a generation that the file never saw.)

The journal says which files to replace by what, and is obeyed. So it does not lie in the project, where
anybody who hands on a project could have written it, but in a private folder of the user, by the path of the
project. What is found in ``.mlsys/tmp`` without a journal is somebody else's and is not touched.
"""

from __future__ import annotations

import enum
import hashlib
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME, STATE_NAME, problem
from mlsys.project.record.state import TMP
from mlsys.project.transaction.disk import Project
from mlsys.trust.private import is_private, private_folders, usable_folder

_FOLDER: Final = "journals"
_MAX_BYTES: Final = 64 << 20
_SAVED: Final = re.compile(r"old-\d{1,9}\Z")


class Phase(enum.Enum):
    """How far a write has come."""

    STAGING = "staging"
    """No file of the project has been touched."""
    APPLYING = "applying"
    """Some files may have been replaced; the journal says which."""
    DONE = "done"
    """The write is complete, or taken back; the staging area is left."""


@dataclass(frozen=True)
class Step:
    """One file of a write."""

    path: str
    before: str | None
    """The state before (see ``state_of``); ``None`` when nothing stood there."""
    after: str | None
    """The state after; ``None`` when the file is removed."""
    saved: str | None
    """The name in the staging area of what stood there."""


@dataclass(frozen=True)
class Journal:
    """A write that is under way."""

    phase: Phase = Phase.STAGING
    steps: tuple[Step, ...] = ()
    folders: tuple[str, ...] = ()
    """The folders that the write creates, outer ones first."""


def exists(project: Project) -> bool:
    """Return whether a write to ``project`` is under way or was interrupted."""
    return _find(project) is not None


def is_open(project: Project) -> bool:
    """Return whether a write may have replaced some files of ``project`` and not all.

    Raises:
        MlsysError: if the journal is damaged.
    """
    return exists(project) and load(project).phase is Phase.APPLYING


def save(project: Project, journal: Journal) -> None:
    """Put ``journal`` in place in one step.

    Raises:
        MlsysError: if there is no private folder for it.
    """
    plain = {
        "root": str(project.root),
        "phase": journal.phase.value,
        "steps": [[step.path, step.before, step.after, step.saved] for step in journal.steps],
        "folders": list(journal.folders),
    }
    place = _find(project) or usable_folder() / _FOLDER / _name(project)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        draft.write_text(json.dumps(plain), encoding="utf-8")
        draft.chmod(0o600)
        os.replace(draft, place)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def remove(project: Project) -> None:
    """Forget the write: nothing is left to do for it."""
    place = _find(project)
    if place is not None:
        place.unlink(missing_ok=True)


def load(project: Project) -> Journal:
    """Return the journal of ``project``, which exists.

    Raises:
        MlsysError: if it is damaged, which no interruption can cause.
    """
    place = _find(project)
    assert place is not None
    try:
        with open(place, "rb") as file:
            plain = json.loads(file.read(_MAX_BYTES))
        return _parsed(plain, project)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MlsysError(
            f"the journal of an interrupted write is damaged: {error}",
            help=f"compare the project with version control, then delete `{place}` and `{STATE_NAME}/tmp`",
        ) from error


def undo(project: Project) -> None:
    """Take back the write whose journal is in place; the staging area is left.

    Raises:
        MlsysError: if the journal is damaged, or a file cannot be restored.
    """
    journal = load(project)
    if journal.phase is not Phase.APPLYING:
        return
    try:
        for step in reversed(journal.steps):
            _undo_step(project, project.root / TMP, step)
        for path in reversed(journal.folders):
            with suppress(OSError):  # a folder in which the user has put something stays
                project.locate(path).rmdir()
        save(project, Journal(Phase.DONE))
    except OSError as error:
        raise MlsysError(
            f"cannot restore `{error.filename}` after an interrupted write: {error.strerror or error}",
            help="mend the cause and run `mlsys compile` again; the previous content is safe in `.mlsys/tmp`",
        ) from error


def _name(project: Project) -> str:
    return hashlib.sha256(os.fsencode(project.root)).hexdigest()[:40] + ".json"


def _find(project: Project) -> Path | None:
    """Return where the journal of ``project`` lies, if there is one that nobody else can have written."""
    for folder in private_folders():
        place = folder / _FOLDER / _name(project)
        if os.path.isfile(place) and all(is_private(each) for each in (folder, place.parent, place)):
            return place
    return None


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


def _parsed(plain: Any, project: Project) -> Journal:
    if plain["root"] != str(project.root):
        raise ValueError("it belongs to another project")
    steps = tuple(Step(*step) for step in plain["steps"])
    folders = tuple(plain["folders"])
    for path in (*(step.path for step in steps), *folders):
        if trouble := _trouble(path):
            raise ValueError(f"its path `{path}` {trouble}")
    for step in steps:
        if step.saved is not None and not _SAVED.match(step.saved):
            raise ValueError("a saved file lies elsewhere")
    return Journal(Phase(plain["phase"]), steps, folders)


def _trouble(path: str) -> str:
    """Return why nothing is written at ``path``; besides generated files there are our own."""
    if path in (LOCK_NAME, STATE_NAME):
        return ""
    return problem(path.removeprefix(f"{STATE_NAME}/"))


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
        return state_with(hashlib.file_digest(file, "sha256").hexdigest(), mode)


def state_with(digest: str, mode: int) -> str:
    """Return the state of a file whose content has the SHA-256 ``digest``."""
    return f"{digest}:{mode:o}"
