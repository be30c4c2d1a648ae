"""Comparing what is generated with what stands on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.errors import MlsysError
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.merge.three_way import Side
from mlsys.project.patching.output import Patched, apply_patches
from mlsys.project.reconcile import findings
from mlsys.project.reconcile.changes import Action, Change, Changes
from mlsys.project.reconcile.decide import Known, decide, decide_orphan
from mlsys.project.reconcile.lost_lock import entries_from_copies
from mlsys.project.reconcile.outcomes import stood_back
from mlsys.project.reconcile.resolve import resolve
from mlsys.project.record import state
from mlsys.project.record.lock import FileState, Lock, LockEntry, LockHeader, parse_lock, refuse_downgrade
from mlsys.project.transaction import journal
from mlsys.project.transaction.disk import Found, Kind, Project
from mlsys.project.transaction.write import refuse_foreign_write
from mlsys.render.tree import RenderedFile, RenderedTree


def read_lock(root: Path) -> Lock | None:
    """Return the lock of the project in ``root``; ``None`` when there is none.

    Raises:
        MlsysError: if it cannot be read or is damaged, or if a write was interrupted and not undone yet.
    """
    content = lock_bytes(Project(root))
    return None if content is None else parse_lock(content)


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
        MlsysError: if the project cannot be read, its lock is damaged or of a later version, a path leads out
            of it, a resolution has nothing to resolve, or an interrupted write was not undone yet
            (``mlsys.project.write.recover`` does that).
    """
    project = Project(root)
    before = lock_bytes(project)
    lock = parse_lock(before) if before is not None else None
    known: Mapping[str, LockEntry] = lock.files if lock is not None else entries_from_copies(project, tree)
    if lock is not None:
        refuse_downgrade(lock.header, header)
    patched = apply_patches(project, tree)
    items = _resolved(
        project, patched.tree, known, list(_decide_all(project, patched, known)), resolutions or {}
    )
    items.sort(key=lambda item: item.path)
    files = {item.path: item.entry for item in items if item.entry is not None}
    return Changes(
        items=tuple(items),
        lock=Lock(replace(header, patches=patched.digests), files),
        previous=lock,
        previous_lock=before,
        housekeeping=dict(_housekeeping(project, items, known, inherited)),
        findings=tuple(patched.unusable),
    )


def _resolved(
    project: Project,
    tree: RenderedTree,
    known: Mapping[str, LockEntry],
    items: list[Change],
    resolutions: Mapping[str, Side],
) -> list[Change]:
    by_path = {item.path: item for item in items}
    for path, side in resolutions.items():
        if path not in by_path:
            raise MlsysError(
                f"`{path}` is not a file of the project",
                help="`mlsys plan` lists the files that are in conflict",
            )
        new = tree.files.get(path)
        by_path[path] = resolve(by_path[path], new, _recall(project, path, known), side)
    return list(by_path.values())


def lock_bytes(project: Project) -> bytes | None:
    """Return the lock of ``project`` as it stands on disk; ``None`` when there is none.

    Raises:
        MlsysError: if it cannot be read, or a write was interrupted and not undone yet.
    """
    if journal.is_open(project):
        raise MlsysError(
            f"a write to `{project.root}` was interrupted, or is running now",
            help="run `mlsys compile`: it restores the project first",
        )
    project.check_state_folder()
    refuse_foreign_write(project)
    found = project.look(LOCK_NAME)
    if found.kind is Kind.ABSENT:
        return None
    if found.kind is Kind.BLOCKED:
        raise MlsysError(f"`{project.root}` is not a folder", help="choose another one with `-o`")
    if found.kind is not Kind.FILE:
        raise MlsysError(
            f"`{LOCK_NAME}` is {found.kind.value}", help="move it away; mlsys keeps a file there"
        )
    return found.content


def _decide_all(project: Project, patched: Patched, known: Mapping[str, LockEntry]) -> Iterator[Change]:
    tree = patched.tree
    moved: set[str] = set()
    for path, new in tree.files.items():
        origin = _origin(new, tree, known, project)
        found = project.look(path, read=new.owner is not Owner.SEEDED)
        if path in patched.failed:
            yield stood_back(new, found, known.get(path), patched.failed[path])
        elif origin is not None:
            moved.add(origin)
            yield _decide_move(project, new, origin, known[origin])
        else:
            yield _decide(project, new, found, known)
    for path in known:
        if path not in tree.files and path not in moved:
            recalled = _recall(project, path, known)
            assert recalled is not None
            yield decide_orphan(path, project.look(path), recalled)


def _decide(project: Project, new: RenderedFile, found: Found, known: Mapping[str, LockEntry]) -> Change:
    change = decide(new, found, _recall(project, new.path, known))
    if change.action is not Action.CREATE:
        return change
    twin = project.twin(new.path)
    if twin is None or twin in known:
        return change
    return stood_back(new, found, known.get(new.path), findings.twin(new.path, twin))


def _origin(
    new: RenderedFile, tree: RenderedTree, known: Mapping[str, LockEntry], project: Project
) -> str | None:
    """Return the path from which ``new`` moves, if that is generated no longer and the way is free."""
    former = new.formerly
    if former is None or former in tree.files or former not in known or new.path in known:
        return None
    if known[former].state is FileState.EJECTED:
        return None
    return None if project.look(new.path, read=False).present else former


def _decide_move(project: Project, new: RenderedFile, origin: str, entry: LockEntry) -> Change:
    found = project.look(origin)
    known = _recall(project, origin, {origin: entry})
    assert known is not None
    change = decide(new, found, known)
    if found.kind is not Kind.FILE:
        return change
    reason = "; ".join(part for part in (f"moved from `{origin}`", change.reason) if part)
    content = found.content if change.content is None else change.content
    action = change.action if change.action in (Action.CONFLICT, Action.MERGE) else Action.UPDATE
    base = known.base() if change.base is None else change.base
    return replace(change, action=action, reason=reason, content=content, moved_from=origin, base=base)


def _recall(project: Project, path: str, known: Mapping[str, LockEntry]) -> Known | None:
    entry = known.get(path)
    if entry is None:
        return None
    return Known(entry, lambda: _base(project, path, entry), lambda: _contradicted(project, path, entry))


def _base(project: Project, path: str, entry: LockEntry) -> bytes | None:
    if entry.owner is Owner.SEEDED:
        return None
    found = project.look(state.base_path(path))
    return found.content if found.kind is Kind.FILE and found.sha256 == entry.sha256 else None


def _contradicted(project: Project, path: str, entry: LockEntry) -> bool:
    found = project.look(state.base_path(path))
    return found.kind is Kind.FILE and found.sha256 != entry.sha256


def _housekeeping(
    project: Project, items: list[Change], known: Mapping[str, LockEntry], inherited: bytes | None
) -> Iterator[tuple[str, bytes | None]]:
    """Yield the files of the state folder that must change: path and content, ``None`` to remove one."""
    wanted: dict[str, bytes | None] = {**state.HOUSEKEEPING, state.INHERITED: inherited}
    for item in items:
        _keep_copies(item, known, wanted)
    for path, content in sorted(wanted.items()):
        found = project.look(path)
        right = not found.present if content is None else found.kind is Kind.FILE and found.content == content
        if not right:
            yield path, content


def _keep_copies(item: Change, known: Mapping[str, LockEntry], wanted: dict[str, bytes | None]) -> None:
    if item.base is not None:
        wanted[state.base_path(item.path)] = item.base
    elif item.path in known and (item.entry is None or item.entry.owner is Owner.SEEDED):
        wanted[state.base_path(item.path)] = None
    if item.moved_from is not None:
        wanted[state.base_path(item.moved_from)] = None
    conflict = item.entry is not None and item.entry.state is FileState.CONFLICT
    if conflict and item.content is not None and item.found is not None:
        wanted[state.ours_path(item.path)] = item.found.content
    elif not conflict and item.path in known and known[item.path].state is FileState.CONFLICT:
        wanted[state.ours_path(item.path)] = None
