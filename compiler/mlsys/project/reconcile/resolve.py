"""Deciding a conflict for one side, because the user said so.

``ours`` keeps what stands on disk and counts it as an edit of what is generated; ``theirs`` takes what is
generated. Where the two do not contradict each other, both stay.
"""

from __future__ import annotations

from dataclasses import replace

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import Side, foreign_sides, has_foreign_markers, merge, pick
from mlsys.project.reconcile.changes import Action, Change
from mlsys.project.reconcile.decide import Known, decide, is_unsolved
from mlsys.project.reconcile.outcomes import kept_as_edit, written
from mlsys.project.record.lock import FileState, LockEntry
from mlsys.project.transaction.disk import Found, Kind
from mlsys.render.tree import RenderedFile


def resolve(change: Change, new: RenderedFile | None, known: Known | None, side: Side) -> Change:
    """Return ``change``, which was decided without the user, as ``side`` wants it.

    Args:
        change: what would happen.
        new: what is generated; ``None`` for an orphan.
        known: what the project remembers about the file.
        side: who wins.

    Raises:
        MlsysError: if there is nothing to resolve, or not in this way.
    """
    found = change.found
    if found is None or found.kind not in (Kind.FILE, Kind.ABSENT):
        raise _unresolvable(change)
    if new is None:
        return _orphan(change, side)
    deleted = change.entry is not None and change.entry.state is FileState.DELETED
    if change.diagnostic is None and not deleted:
        raise MlsysError(f"`{change.path}` is not in conflict", help="`mlsys plan` lists the files that are")
    if not found.present:
        return written(new, found, Action.CREATE, "taken back") if side is Side.THEIRS else change
    return _present(new, found, known, side)


def _present(new: RenderedFile, found: Found, known: Known | None, side: Side) -> Change:
    reason = f"resolved for {side.value}"
    if known is not None and known.entry.state is FileState.CONFLICT and is_unsolved(found, known, new):
        return _marked(new, found, known, side)
    if new.owner is Owner.MANAGED or not new.blueprint:
        if side is Side.THEIRS:
            return written(new, found, Action.UPDATE, reason)
        raise MlsysError(
            f"`{new.path}` follows the specification, so your version cannot simply win",
            help=f"keep the edit as a patch (`mlsys patch {new.path}`) or take the file over (`mlsys eject`)",
        )
    base = (known.base(found) if known is not None else None) or b""
    # Blocks of version control hold two versions of what the user has; that of this branch is the user's.
    mine = foreign_sides(found.content)[0] if has_foreign_markers(found.content) else found.content
    merged = merge(base, mine, new.read(), new.path, favour=side) if base else None
    if merged is not None:
        return written(new, found, Action.MERGE, reason, merged.content)
    if side is Side.THEIRS:
        return written(new, found, Action.UPDATE, reason)
    return kept_as_edit(new, found, reason)


def _marked(new: RenderedFile, found: Found, known: Known | None, side: Side) -> Change:
    """Solve the blocks that are left in the file, then go on as if the user had done so."""
    assert known is not None
    solved = replace(found, content=pick(found.content, side))
    entry = replace(known.entry, state=FileState.PRESENT)
    change = decide(new, solved, replace(known, entry=entry))
    content = solved.content if change.content is None else change.content
    action = change.action if change.action is Action.CONFLICT else Action.MERGE
    reason = change.reason if action is Action.CONFLICT else f"resolved for {side.value}"
    return replace(change, found=found, content=content, action=action, reason=reason)


def _orphan(change: Change, side: Side) -> Change:
    entry: LockEntry | None = change.entry
    if entry is None or entry.state is not FileState.ORPHAN:
        raise MlsysError(f"`{change.path}` is not in conflict", help="`mlsys plan` lists the files that are")
    decided = replace(change, entry=None, diagnostic=None)
    if side is Side.THEIRS:
        return replace(decided, action=Action.DELETE, reason="resolved for theirs")
    return replace(decided, reason="resolved for ours; it is yours")


def _unresolvable(change: Change) -> MlsysError:
    what = change.found.kind.value if change.found is not None else "nothing"
    return MlsysError(f"`{change.path}` cannot be resolved: {what} stands there", help="move it away first")
