"""Whether edits would be mixed with what is generated before version control has seen them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.git import Git, Silence, unable
from mlsys.project.merge.three_way import foreign_sides
from mlsys.project.reconcile.changes import Action, Change, Changes
from mlsys.project.record.lock import FileState
from mlsys.project.transaction.disk import Kind
from mlsys.render.tree import canonical

_TOUCHED = (Action.MERGE, Action.CONFLICT, Action.KEEP)
_HELP = "commit or stash them first, or update all the same with `--allow-dirty`"


def refuse_uncommitted(root: Path, changes: Changes, resolved: Collection[str] = ()) -> None:
    """Refuse to write ``changes`` over edits of generated files that git has not stored.

    Once merged, an edit cannot be told from what was merged into it, and only version control can take the
    two apart again. What cannot be lost does not count: files that stand as they were generated, the user's
    own documents, seeded and ejected files, and everything that mlsys does not know. A folder outside of
    version control, or a machine without git, has nothing to be unclean. In the middle of a merge, what git
    has staged is stored.

    Args:
        root: the project.
        changes: what is about to be written.
        resolved: the files in which the user lets a side win. The compilation that met the conflicts has left
            the tree unclean itself, so only other files that are written count then.

    Raises:
        MlsysError: with the files, or with git's reason when it cannot tell.
    """
    edited = _edited(changes, resolved)
    if not edited:
        return
    git = Git(root)
    status = git.status(edited)
    if isinstance(status, Silence):
        if status.reason:
            raise unable(root, status)
        return
    for dirty, trouble in (
        (_matching(edited, git.ignores(edited)), "edits that git does not keep, because it ignores them, in"),
        (_matching(edited, git.unwatched(edited)), "edits that git was told not to look at in"),
        (_unstored(git, root, _matching(edited, _dirty(status, git.is_merging()))), "uncommitted edits in"),
    ):
        if dirty:
            rest = f" and {len(dirty) - 3} more" if len(dirty) > 3 else ""
            names = f"{', '.join(dirty[:3])}{rest}"
            raise MlsysError(f"`{root}` has {trouble} {names}; nothing was written", help=_HELP)


def _edited(changes: Changes, resolved: Collection[str]) -> list[str]:
    if not (changes.writable and any(item.writes for item in changes.items)):
        return []
    return [
        item.moved_from or item.path
        for item in changes.items
        if (item.action in _TOUCHED or _moves_an_edit(item))
        and item.blueprint
        and item.owner is not Owner.SEEDED
        and item.entry is not None
        and item.entry.state is not FileState.EJECTED
        and item.found is not None
        and item.found.kind is Kind.FILE
        and not (resolved and (item.path in resolved or not item.writes))
    ]


def _moves_an_edit(item: Change) -> bool:
    found, entry = item.found, item.entry
    if item.moved_from is None or found is None or entry is None:
        return False
    return item.content == found.content and found.sha256 != entry.sha256


def _dirty(status: bytes, merging: bool) -> list[str]:
    """Return the files, from the root of the repository, that differ from what git has stored."""
    entries = [entry for entry in status.split(b"\0") if len(entry) > 3]
    return [
        entry[3:].decode(errors="surrogateescape") for entry in entries if not merging or entry[1:2] != b" "
    ]


def _unstored(git: Git, root: Path, paths: list[str]) -> list[str]:
    """Return those of ``paths`` with a line that git has on neither side of a merge."""
    return [path for path in paths if not _is_of_merge(git, root, path)]


def _is_of_merge(git: Git, root: Path, path: str) -> bool:
    sides = [git.blob(f":{stage}:./{path}") for stage in (2, 3)]
    stored = [line for side in sides if isinstance(side, bytes) for line in canonical(side).split(b"\n")]
    if not all(isinstance(side, bytes) for side in sides):
        return False
    lines = {
        line for side in foreign_sides(canonical((root / path).read_bytes())) for line in side.split(b"\n")
    }
    return lines <= {*stored}


def _matching(paths: list[str], named: Collection[str]) -> list[str]:
    """Return those of ``paths``, from the project, that are ``named``, from the project or from above it."""
    return [path for path in paths if any(name == path or name.endswith(f"/{path}") for name in named)]
