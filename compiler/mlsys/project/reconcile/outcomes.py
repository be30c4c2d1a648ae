"""The forms that a change of one file takes."""

from __future__ import annotations

from dataclasses import replace

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Diagnostic
from mlsys.project.merge.three_way import in_style_of
from mlsys.project.reconcile.changes import Action, Change
from mlsys.project.record.lock import FileState, LockEntry
from mlsys.project.transaction.disk import Found, Kind
from mlsys.render.tree import RenderedFile


def entry_of(new: RenderedFile, state: FileState = FileState.PRESENT) -> LockEntry:
    """Return what the lock says about ``new``."""
    return LockEntry(new.owner, new.blueprint, new.digest(), new.executable, state, new.pattern)


def written(
    new: RenderedFile, found: Found, action: Action, reason: str, content: bytes | None = None
) -> Change:
    """Write ``new``, or ``content`` in its place, over what was found; a text keeps the line ends it has."""
    fresh = new.content if content is None else content
    if isinstance(fresh, bytes) and found.kind is Kind.FILE:
        fresh = in_style_of(found.content, fresh)
    return Change(
        new.path,
        action,
        new.owner,
        reason,
        new.blueprint,
        content=fresh,
        executable=new.executable,
        found=found,
        entry=entry_of(new),
        base=None if new.owner is Owner.SEEDED else new.read(),
    )


def unchanged(new: RenderedFile, found: Found) -> Change:
    """Write nothing, because what was found is what is generated."""
    return replace(written(new, found, Action.UNCHANGED, ""), content=None)


def adopted(new: RenderedFile, found: Found) -> Change:
    """Take over the author's own file, which is the source: no other document may replace it silently."""
    return replace(unchanged(new, found), entry=entry_of(new, FileState.ADOPTED))


def kept(new: RenderedFile, found: Found, reason: str, entry: LockEntry) -> Change:
    """Leave what was found."""
    return Change(new.path, Action.KEEP, new.owner, reason, new.blueprint, found=found, entry=entry)


def kept_without_source(path: str, found: Found, entry: LockEntry) -> Change:
    """Leave a file of the author of which there is no source here: a checkout need not hold the data."""
    reason = "the document names it, and it is not here to be copied"
    return Change(path, Action.KEEP, entry.owner, reason, entry.blueprint, found=found, entry=entry)


def kept_as_edit(new: RenderedFile, found: Found, reason: str) -> Change:
    """Leave what was found, as an edit of ``new``: the next merge starts from there."""
    return replace(kept(new, found, reason, entry_of(new)), base=new.read())


def stood_back(new: RenderedFile, found: Found, entry: LockEntry | None, finding: Diagnostic) -> Change:
    """Leave what stands there and tell the user; the lock keeps what it knew, so the next run sees it too."""
    return Change(
        new.path,
        Action.CONFLICT,
        new.owner,
        reason_of(finding, new.path),
        new.blueprint,
        found=found,
        entry=entry,
        diagnostic=finding,
    )


def reason_of(finding: Diagnostic, path: str) -> str:
    """Return what ``finding`` says, to stand behind ``path``."""
    return finding.message.removeprefix(f"`{path}` ")
