"""What the pristine copies tell when the lock is lost, as after a merge in which somebody deleted it."""

from __future__ import annotations

from typing import Final

from mlsys.blueprints.model import Owner
from mlsys.planning.paths import STATE_NAME
from mlsys.project.record.lock import FileState, LockEntry
from mlsys.project.record.state import base_path, ours_path
from mlsys.project.transaction.disk import Kind, Project
from mlsys.render.tree import RenderedFile, RenderedTree

_COPIES: Final = f"{STATE_NAME}/base"


def entries_from_copies(project: Project, tree: RenderedTree) -> dict[str, LockEntry]:
    """Return an entry for each file of ``tree`` that stands beside its pristine copy.

    Such a file was generated, and the user edited it if it differs from the copy. A file that is absent gets
    no entry and is created again: nothing tells whether the user deleted it or the whole project.
    """
    if project.look(_COPIES).kind is not Kind.FOLDER:
        return {}
    entries = ((path, _entry(project, new)) for path, new in tree.files.items())
    return {path: entry for path, entry in entries if entry is not None}


def _entry(project: Project, new: RenderedFile) -> LockEntry | None:
    if new.owner is Owner.SEEDED or not project.look(new.path, read=False).present:
        return None
    copy = project.look(base_path(new.path))
    if copy.kind is not Kind.FILE:
        return None
    in_conflict = project.look(ours_path(new.path), read=False).present
    state = FileState.CONFLICT if in_conflict else FileState.PRESENT
    return LockEntry(new.owner, new.blueprint, copy.sha256, new.executable, state)
