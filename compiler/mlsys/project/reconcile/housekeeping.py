"""The files of the state folder, as they must stand after a compilation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlsys.project.reconcile.changes import Change
from mlsys.project.reconcile.memory import Memory
from mlsys.project.record import state
from mlsys.project.record.lock import FileState
from mlsys.project.record.pristine import Copy, format_pack
from mlsys.project.transaction.disk import Kind, Project


def housekeeping(
    project: Project, items: Sequence[Change], memory: Memory, inherited: bytes | None
) -> Iterator[tuple[str, bytes | None]]:
    """Yield the files of the state folder that must change: path and content, ``None`` to remove one.

    Args:
        project: the project.
        items: what becomes of its files.
        memory: what it remembers.
        inherited: the document with all that it inherits; ``None`` when it extends no other.
    """
    copies = dict(_copies(items, memory))
    if inherited is not None:
        copies[state.INHERITED] = Copy.of(inherited)
    as_before = {path: (copy,) for path, copy in copies.items()} == memory.pristine.copies
    if not as_before or project.look(state.PACK, read=False).kind is not Kind.FILE:
        yield state.PACK, format_pack(copies)
    wanted: dict[str, bytes | None] = {**state.HOUSEKEEPING, **dict(_sides(items, memory))}
    wanted |= dict.fromkeys((*project.files_below(state.COPIES), state.LOOSE_DOCUMENT))
    for path, content in sorted(wanted.items()):
        found = project.look(path)
        if not (found.holds(content) if content is not None else not found.present):
            yield path, content


def _copies(items: Sequence[Change], memory: Memory) -> Iterator[tuple[str, Copy]]:
    """Yield the copy to keep of each file: a new one, or the one that there is."""
    for item in items:
        if item.entry is None:
            continue
        kept = memory.pristine.copy(item.path, item.entry.sha256)
        if item.base is None:
            found = item.found.sha256 if item.found is not None else ""
            kept = memory.pristine.copy(item.path, item.entry.sha256, found)
        elif kept is None or kept.sha256 != item.entry.sha256:
            kept = Copy.of(item.base)
        if kept is not None:
            yield item.path, kept


def _sides(items: Sequence[Change], memory: Memory) -> Iterator[tuple[str, bytes | None]]:
    """Yield what the user had where a file is written with conflict markers, until the conflict is solved."""
    for item in items:
        in_conflict = item.entry is not None and item.entry.state is FileState.CONFLICT
        before = memory.entries.get(item.path)
        if in_conflict and item.content is not None and item.found is not None:
            yield state.ours_path(item.path), item.found.content
        elif not in_conflict and before is not None and before.state is FileState.CONFLICT:
            yield state.ours_path(item.path), None
