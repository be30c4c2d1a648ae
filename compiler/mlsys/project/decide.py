"""What becomes of one file: a pure decision from what is generated, what was, and what stands on disk.

============  ==========================================  =====================
on disk       generated again                             no longer generated
============  ==========================================  =====================
as generated  update                                      delete
edited        managed: keep, and report drift             keep as an orphan
              merged: merge, or conflict with markers
deleted       stays deleted                               forget
unknown       conflict: what stands there is the user's   –
============  ==========================================  =====================

A seeded file is written once and is the user's from then on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Diagnostic
from mlsys.project import findings
from mlsys.project.changes import Action, Change
from mlsys.project.disk import Found, Kind
from mlsys.project.lock import FileState, LockEntry
from mlsys.project.merge import has_markers, merge
from mlsys.render.tree import RenderedFile


@dataclass(frozen=True, slots=True)
class Known:
    """What the project remembers about a file."""

    entry: LockEntry
    base: Callable[[], bytes | None]
    """Reads the pristine copy; ``None`` when it is missing, damaged, or never kept, as for seeded files."""


def decide(new: RenderedFile, found: Found, known: Known | None) -> Change:
    """Return what becomes of a file that is generated."""
    if known is None:
        return _first_time(new, found)
    if new.owner is Owner.SEEDED:
        return _seeded(new, found, known.entry)
    if found.kind is Kind.ABSENT:
        entry = replace(_entry(new, FileState.DELETED), sha256=known.entry.sha256)
        return _keep(new, found, "you deleted it", entry)
    if found.kind is not Kind.FILE:
        return _stand_back(new, found, known.entry, findings.occupied(new.path, found))
    return _known_file(new, found, known)


def decide_orphan(path: str, found: Found, entry: LockEntry) -> Change:
    """Return what becomes of a file that is generated no longer."""
    gone = Change(path, Action.KEEP, entry.owner, "", entry.blueprint, found=found)
    if found.kind is Kind.ABSENT:
        return replace(gone, action=Action.UNCHANGED)
    if entry.owner is Owner.SEEDED:
        return replace(gone, reason="no longer generated; it is yours")
    if found.kind is not Kind.FILE:
        return replace(gone, reason=f"no longer generated; {found.kind.value} stands there")
    if found.sha256 == entry.sha256:
        return replace(gone, action=Action.DELETE, reason="no longer generated")
    orphan = replace(entry, state=FileState.ORPHAN)
    return replace(gone, reason="no longer generated; kept, because you edited it", entry=orphan)


def _first_time(new: RenderedFile, found: Found) -> Change:
    if found.kind is Kind.ABSENT:
        return _write(new, found, Action.CREATE, "")
    if new.owner is Owner.SEEDED:
        return _keep(new, found, "it exists already and is yours", _entry(new))
    if found.kind is Kind.FILE and found.content == new.read():
        return _unchanged(new, found) if new.blueprint else _adopted(new, found)
    return _stand_back(new, found, None, findings.occupied(new.path, found))


def _seeded(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    state = FileState.PRESENT if found.present else FileState.DELETED
    kept = replace(_entry(new, state), sha256=entry.sha256, executable=entry.executable)
    if found.present:
        return replace(_unchanged(new, found), entry=kept, base=None)
    return _keep(new, found, "you deleted it", kept)


def _known_file(new: RenderedFile, found: Found, known: Known) -> Change:
    entry = known.entry
    if entry.state is FileState.CONFLICT and has_markers(found.content):
        return _stand_back(new, found, entry, findings.unsolved(new.path))
    if found.content == new.read():
        return _same_content(new, found, entry)
    if entry.state is FileState.ADOPTED:
        return _stand_back(new, found, entry, findings.other_source(new.path))
    mode = new.executable if found.executable == entry.executable else found.executable
    if found.sha256 == entry.sha256:
        return replace(_write(new, found, Action.UPDATE, ""), executable=mode)
    if new.owner is Owner.MANAGED:
        return _managed_edit(new, found, entry)
    return replace(_merged_edit(new, found, known), executable=mode)


def _same_content(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    by_author = entry.state is FileState.ADOPTED or entry.sha256 != found.sha256
    if by_author and not new.blueprint:
        return _adopted(new, found)
    if new.executable == found.executable or found.executable != entry.executable:
        return _unchanged(new, found)
    return _write(new, found, Action.UPDATE, "its mode changed")


def _managed_edit(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    # The entry stays as it was written last, so that the drift is reported until it is mended.
    kept = replace(entry, owner=new.owner, blueprint=new.blueprint, state=FileState.PRESENT)
    outdated = new.digest() != entry.sha256
    finding = findings.drifted(new.path, outdated=outdated)
    if outdated:
        return _stand_back(new, found, kept, finding)
    return replace(_keep(new, found, "you edited it; it follows the specification", kept), diagnostic=finding)


def _merged_edit(new: RenderedFile, found: Found, known: Known) -> Change:
    if new.digest() == known.entry.sha256:
        return replace(_keep(new, found, "your edits", _entry(new)), base=new.read())
    merged = merge(known.base() or b"", found.content, new.read())
    if merged is None:
        return _stand_back(new, found, known.entry, findings.unmergeable(new.path))
    if merged.conflicts:
        finding = findings.conflicting(new.path, merged.conflicts)
        change = _write(new, found, Action.CONFLICT, finding.message, merged.content)
        return replace(change, entry=_entry(new, FileState.CONFLICT), diagnostic=finding)
    if merged.content == found.content:
        return replace(_keep(new, found, "your edits hold what is new", _entry(new)), base=new.read())
    return _write(new, found, Action.MERGE, "your edits and the new version", merged.content)


def _entry(new: RenderedFile, state: FileState = FileState.PRESENT) -> LockEntry:
    return LockEntry(new.owner, new.blueprint, new.digest(), new.executable, state)


def _write(
    new: RenderedFile, found: Found, action: Action, reason: str, content: bytes | None = None
) -> Change:
    return Change(
        new.path,
        action,
        new.owner,
        reason,
        new.blueprint,
        content=new.content if content is None else content,
        executable=new.executable,
        found=found,
        entry=_entry(new),
        base=None if new.owner is Owner.SEEDED else new.read(),
    )


def _unchanged(new: RenderedFile, found: Found) -> Change:
    return replace(_write(new, found, Action.UNCHANGED, ""), content=None)


def _adopted(new: RenderedFile, found: Found) -> Change:
    """Take over the author's own file, which is the source: no other document may replace it silently."""
    return replace(_unchanged(new, found), entry=_entry(new, FileState.ADOPTED))


def _keep(new: RenderedFile, found: Found, reason: str, entry: LockEntry) -> Change:
    return Change(new.path, Action.KEEP, new.owner, reason, new.blueprint, found=found, entry=entry)


def _stand_back(new: RenderedFile, found: Found, entry: LockEntry | None, finding: Diagnostic) -> Change:
    """Leave what stands there and tell the user; the lock keeps what it knew, so the next run sees it too."""
    change = (
        _keep(new, found, finding.message, entry) if entry else Change(new.path, Action.KEEP, new.owner, "")
    )
    return replace(
        change,
        action=Action.CONFLICT,
        reason=finding.message,
        blueprint=new.blueprint,
        found=found,
        diagnostic=finding,
    )
