"""Comparing what is generated with what stands on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.project.merge.three_way import Side
from mlsys.project.patching.output import Patched, apply_patches
from mlsys.project.reconcile import findings
from mlsys.project.reconcile.changes import Action, Change, Changes
from mlsys.project.reconcile.decide import decide, decide_orphan
from mlsys.project.reconcile.housekeeping import housekeeping
from mlsys.project.reconcile.memory import Memory
from mlsys.project.reconcile.moves import left_behind, origins
from mlsys.project.reconcile.outcomes import kept, kept_without_source, stood_back
from mlsys.project.reconcile.resolve import resolve
from mlsys.project.record.lock import FileState, Lock, LockEntry, LockHeader, refuse_downgrade
from mlsys.project.transaction.disk import Found, Kind, Project
from mlsys.render.tree import RenderedFile, RenderedTree


def reconcile(
    root: Path,
    tree: RenderedTree,
    header: LockHeader,
    resolutions: Mapping[str, Side] | None = None,
    inherited: bytes | None = None,
) -> Changes:
    """Return what writing ``tree`` to the project in ``root`` would do. Reads only.

    Args:
        root: the project.
        tree: what is generated.
        header: from what it is generated.
        resolutions: who wins in files that are in conflict, by path.
        inherited: the document with all that it inherits, to be kept; ``None`` when it extends no other.

    Raises:
        MlsysError: if the project cannot be read, its lock or copies are damaged, incomplete or of a later
            version, a path leads out of it, files that must change are not checked out, a resolution has
            nothing to resolve, or an interrupted write was not undone yet
            (``mlsys.project.transaction.write.recover`` does that).
    """
    project = Project(root)
    memory = Memory(project, tree, resolutions or ())
    if memory.lock is not None:
        refuse_downgrade(memory.lock.header, header)
    patched = apply_patches(project, tree)
    decision = _Decision(project, patched, memory)
    items = _resolved(patched.tree, memory, list(decision.all()), resolutions or {})
    decision.refuse_unreachable()
    items.sort(key=lambda item: item.path)
    files = {item.path: item.entry for item in items if item.entry is not None}
    return Changes(
        items=tuple(items),
        lock=Lock(replace(header, patches=patched.digests), files),
        previous=memory.lock,
        previous_lock=memory.lock_bytes,
        housekeeping=dict(housekeeping(project, items, memory, inherited)),
        findings=(*patched.unusable, *left_behind(project, items)),
        blocked=bool(patched.unusable),
    )


def _resolved(
    tree: RenderedTree, memory: Memory, items: list[Change], resolutions: Mapping[str, Side]
) -> list[Change]:
    by_path = {item.path: item for item in items}
    for path, side in resolutions.items():
        if path not in by_path:
            raise MlsysError(
                f"`{path}` is not a file of the project",
                help="`mlsys plan` lists the files that are in conflict",
            )
        by_path[path] = resolve(by_path[path], tree.files.get(path), memory.recall(path), side)
    return list(by_path.values())


class _Decision:
    """What becomes of each file of a project."""

    def __init__(self, project: Project, patched: Patched, memory: Memory) -> None:
        self._project, self._patched, self._memory = project, patched, memory
        self._origins = origins(project, patched.tree, memory.entries)
        self._unreachable: list[str] = []

    def all(self) -> Iterator[Change]:
        """Yield what becomes of each file that is generated, and of each that was."""
        tree, known = self._patched.tree, self._memory.entries
        for path, new in tree.files.items():
            yield self._generated(path, new)
        moved = set(self._origins.values())
        for path in known:
            if path not in tree.files and path not in moved:
                yield self._orphan(path)

    def refuse_unreachable(self) -> None:
        """Refuse when a file must change that is not checked out.

        Raises:
            MlsysError: with the files.
        """
        if self._unreachable:
            names = ", ".join(f"`{path}`" for path in self._unreachable[:3])
            rest = f" and {len(self._unreachable) - 3} more" if len(self._unreachable) > 3 else ""
            raise MlsysError(
                f"{names}{rest} would change, and git was told not to check them out; nothing was written",
                help="check them out, as with `git sparse-checkout add FOLDER`",
            )

    def _generated(self, path: str, new: RenderedFile) -> Change:
        origin = self._origins.get(path)
        found = self._project.look(path, read=new.owner is not Owner.SEEDED)
        entry = self._memory.entries.get(path)
        if path in self._patched.failed:
            return stood_back(new, found, entry, self._patched.failed[path])
        if origin is not None:
            return self._moved(new, origin)
        if entry is not None and self._is_set_aside(path, found, entry):
            if entry.owner is not Owner.SEEDED and new.digest() != entry.sha256:
                self._unreachable.append(path)
            return kept(new, found, "not checked out", entry)
        change = decide(new, found, self._memory.recall(path))
        twin = self._project.twin(path) if change.action is Action.CREATE else None
        if twin is None or twin in self._memory.entries:
            return change
        return stood_back(new, found, entry, findings.twin(path, twin))

    def _orphan(self, path: str) -> Change:
        known, found = self._memory.recall(path), self._project.look(path)
        assert known is not None
        if path in self._patched.tree.absent and known.entry.owner is Owner.SEEDED:
            return kept_without_source(path, found, known.entry)
        if self._is_set_aside(path, found, known.entry) and known.entry.owner is not Owner.SEEDED:
            self._unreachable.append(path)
        return decide_orphan(path, found, known)

    def _is_set_aside(self, path: str, found: Found, entry: LockEntry) -> bool:
        return (
            found.kind is Kind.ABSENT
            and entry.state is not FileState.DELETED
            and self._memory.is_set_aside(path)
        )

    def _moved(self, new: RenderedFile, origin: str) -> Change:
        found, known = self._project.look(origin), self._memory.recall(origin)
        assert known is not None
        if self._is_set_aside(origin, found, known.entry):
            self._unreachable.append(origin)
        change = decide(new, found, known)
        if found.kind is not Kind.FILE:
            return change
        reason = "; ".join(part for part in (f"moved from `{origin}`", change.reason) if part)
        if change.action is Action.CONFLICT and change.content is None:
            return replace(change, reason=reason, moved_from=origin)
        content = found.content if change.content is None else change.content
        action = change.action if change.action in (Action.CONFLICT, Action.MERGE) else Action.UPDATE
        base = known.base(found) if change.base is None else change.base
        return replace(change, action=action, reason=reason, content=content, moved_from=origin, base=base)
