"""What becomes of one file: a pure decision from what is generated, what was, and what stands on disk.

============  ==========================================  =====================
on disk       generated again                             no longer generated
============  ==========================================  =====================
as generated  update                                      delete
edited        managed: keep, and report drift             keep as an orphan
              merged: merge, or conflict with markers
ejected       keep: it is the user's                      keep
deleted       stays deleted                               forget
unknown       conflict: what stands there is the user's   –
============  ==========================================  =====================

A seeded file is written once and is the user's from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeGuard

from mlsys.blueprints.model import Owner
from mlsys.project.merge.three_way import Merged, foreign_sides, has_foreign_markers, has_markers, merge
from mlsys.project.reconcile import findings
from mlsys.project.reconcile.changes import Action, Change
from mlsys.project.reconcile.outcomes import (
    adopted,
    entry_of,
    kept,
    kept_as_edit,
    reason_of,
    stood_back,
    unchanged,
    written,
)
from mlsys.project.record.lock import FileState, LockEntry
from mlsys.project.record.pristine import Pristine
from mlsys.project.transaction.disk import Found, Kind
from mlsys.render.tree import RenderedFile, canonical, is_binary


@dataclass(frozen=True)
class Known:
    """What the project remembers about a file."""

    entry: LockEntry
    path: str
    pristine: Pristine

    def base(self, found: Found) -> bytes | None:
        """Return the pristine copy that ``found`` is based on; ``None`` when there is none.

        Where branches were merged and the lock is that of one of them, it may name a generation of which no
        copy is left; the copy that there is comes from the other branch and is in the file as well.
        """
        return self.pristine.content(self.path, self.entry.sha256, found.sha256)

    def generated(self, found: Found) -> bool:
        """Return whether ``found`` is what was generated, so that nothing is lost with it.

        The lock alone does not show it: the content must stand in a pristine copy.
        """
        return self.pristine.holds(self.path, found.sha256)

    def merged_from(self, found: Found, new: RenderedFile) -> bool:
        """Return whether ``found`` is what version control made of the generations of two branches.

        Every line of it is in one of them, then, and every line that they share is in it.
        """
        copies = self.pristine.copies.get(self.path, ())
        if not copies or (len(copies) < 2 and self.pristine.holds(self.path, self.entry.sha256)):
            return False
        contents = [new.read(), *(copy.content(self.path) for copy in copies)]
        sides = [set(canonical(content).split(b"\n")) for content in contents]
        lines = set(canonical(found.content).split(b"\n"))
        return set.intersection(*sides) <= lines <= set.union(*sides)

    def joined(self, found: Found, new: RenderedFile) -> bytes | None:
        """Return ``new`` with the edits of both branches between whose generations git left a conflict.

        ``None`` when that is not certain: the generations are not both known, or edits contradict.
        """
        copies = self.pristine.copies.get(self.path, ())
        if len(copies) != 2 or self.entry.state is not FileState.PRESENT or is_binary(found.content):
            return None
        sides = foreign_sides(canonical(found.content))
        generated = canonical(new.read())
        edits = []
        for copy, side in zip(copies, sides, strict=True):
            merged = merge(canonical(copy.content(self.path)), side, generated, self.path)
            if not _is_clean(merged):
                return None
            edits.append(merged.content)
        both = merge(generated, edits[0], edits[1], self.path)
        return both.content if _is_clean(both) else None


def _is_clean(merged: Merged | None) -> TypeGuard[Merged]:
    return merged is not None and not merged.conflicts and merged.damaged is None


def decide(new: RenderedFile, found: Found, known: Known | None) -> Change:
    """Return what becomes of a file that is generated."""
    if known is None:
        return _first_time(new, found)
    if known.entry.state is FileState.EJECTED and found.present:
        return kept(new, found, "ejected; it is yours", known.entry)
    if new.owner is Owner.SEEDED:
        return _seeded(new, found, known.entry)
    if found.kind is Kind.ABSENT:
        entry = replace(entry_of(new, FileState.DELETED), sha256=known.entry.sha256)
        return kept(new, found, "you deleted it", entry)
    if found.kind is not Kind.FILE:
        return stood_back(new, found, known.entry, findings.occupied(new.path, found, known=True))
    return _known_file(new, found, known)


def decide_orphan(path: str, found: Found, known: Known) -> Change:
    """Return what becomes of a file that is generated no longer."""
    entry = known.entry
    gone = Change(path, Action.KEEP, entry.owner, "", entry.blueprint, found=found)
    if found.kind is Kind.ABSENT:
        remembered = entry if entry.state in (FileState.DELETED, FileState.EJECTED) else None
        return replace(gone, action=Action.UNCHANGED, entry=remembered)
    if entry.state is FileState.EJECTED:
        return replace(gone, reason="ejected; it is yours", entry=entry)
    if entry.owner is Owner.SEEDED:
        return replace(gone, reason="no longer generated; it is yours")
    if found.kind is not Kind.FILE:
        return replace(gone, reason=f"no longer generated; {found.kind.value} stands there")
    if known.generated(found):
        return replace(gone, action=Action.DELETE, reason="no longer generated")
    orphan = replace(entry, state=FileState.ORPHAN)
    told = None if entry.state is FileState.ORPHAN else findings.orphaned(path)
    reason = "no longer generated; kept, because you edited it"
    return replace(gone, reason=reason, entry=orphan, diagnostic=told)


def _first_time(new: RenderedFile, found: Found) -> Change:
    if found.kind is Kind.ABSENT:
        return written(new, found, Action.CREATE, "")
    if new.owner is Owner.SEEDED and found.kind is not Kind.BLOCKED:
        return kept(new, found, "it exists already and is yours", entry_of(new))
    if found.holds(new.read()):
        return unchanged(new, found) if new.blueprint else adopted(new, found)
    return stood_back(new, found, None, findings.occupied(new.path, found, known=False))


def _seeded(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    state = FileState.PRESENT if found.present else FileState.DELETED
    same = replace(entry_of(new, state), sha256=entry.sha256, executable=entry.executable)
    if found.present:
        return replace(unchanged(new, found), entry=same, base=None)
    return kept(new, found, "you deleted it", same)


def _known_file(new: RenderedFile, found: Found, known: Known) -> Change:
    entry = known.entry
    if is_unsolved(found, known, new):
        return _unsolved(new, found, known)
    if found.holds(new.read()):
        return _same_content(new, found, entry)
    if entry.state is FileState.ADOPTED:
        return stood_back(new, found, entry, findings.other_source(new.path))
    mode = new.executable if found.executable == entry.executable else found.executable
    follows = new.owner is Owner.MANAGED and known.merged_from(found, new)
    if known.generated(found) or follows:
        return replace(written(new, found, Action.UPDATE, ""), executable=mode)
    if new.owner is Owner.MANAGED:
        return _managed_edit(new, found, entry)
    return replace(_merged_edit(new, found, known), executable=mode)


def _unsolved(new: RenderedFile, found: Found, known: Known) -> Change:
    joined = known.joined(found, new) if has_foreign_markers(found.content) else None
    generated = canonical(new.read())
    if joined is None or (new.owner is Owner.MANAGED and joined != generated):
        return stood_back(new, found, known.entry, findings.unsolved(new.path))
    if joined == generated:
        return written(new, found, Action.UPDATE, "generated on both branches")
    return written(new, found, Action.MERGE, "the edits of both branches and the new version", joined)


def is_unsolved(found: Found, known: Known, new: RenderedFile | None) -> bool:
    """Return whether a conflict in ``found`` is not over: any marker of it is left, ours or those of git."""
    generated = b"" if new is None else new.read()
    if known.entry.state is FileState.CONFLICT and has_markers(found.content, generated):
        return True
    return has_foreign_markers(found.content) and not has_foreign_markers(generated)


def _same_content(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    by_author = entry.state is FileState.ADOPTED or entry.sha256 != found.sha256
    if by_author and not new.blueprint:
        return adopted(new, found)
    if new.executable == found.executable or found.executable != entry.executable:
        return unchanged(new, found)
    return written(new, found, Action.UPDATE, "its mode changed")


def _managed_edit(new: RenderedFile, found: Found, entry: LockEntry) -> Change:
    # The entry stays as it was written last, so that the drift is reported until it is mended.
    same = replace(entry, owner=new.owner, blueprint=new.blueprint, state=FileState.PRESENT)
    outdated = new.digest() != entry.sha256
    finding = findings.drifted(new.path, outdated=outdated)
    if outdated:
        return stood_back(new, found, same, finding)
    return replace(kept(new, found, "you edited it; it follows the specification", same), diagnostic=finding)


def _merged_edit(new: RenderedFile, found: Found, known: Known) -> Change:
    base = known.base(found)
    if base is None:
        return stood_back(new, found, known.entry, findings.copy_lost(new.path))
    if canonical(base) == canonical(new.read()):
        return kept_as_edit(new, found, "your edits")
    merged = merge(base, found.content, new.read(), new.path)
    if merged is None:
        return stood_back(new, found, known.entry, findings.unmergeable(new.path))
    return _outcome(new, found, merged)


def _outcome(new: RenderedFile, found: Found, merged: Merged) -> Change:
    if merged.conflicts:
        finding = findings.conflicting(new.path, merged.conflicts)
        change = written(new, found, Action.CONFLICT, reason_of(finding, new.path), merged.content)
        return replace(change, entry=entry_of(new, FileState.CONFLICT), diagnostic=finding)
    if merged.content == found.content:
        return kept_as_edit(new, found, "your edits hold what is new")
    change = written(new, found, Action.MERGE, "your edits and the new version", merged.content)
    if merged.damaged is not None:
        return replace(change, diagnostic=findings.damaged(new.path, merged.damaged))
    return change
