"""Files that are generated at another path than before: their edits go along.

A file is known by the pattern of its path, ``src/{{ package }}/train.py``, so it is the same file when the
system is named anew, when a blueprint renames it, and when names of packages are formed in another way.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from mlsys.diagnostics import Diagnostic
from mlsys.project.reconcile import findings
from mlsys.project.reconcile.changes import Change
from mlsys.project.record.lock import FileState, LockEntry
from mlsys.project.transaction.disk import Project
from mlsys.render.tree import RenderedTree

_BY_TOOLS = ("__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache")
_TOLD = 5


def origins(project: Project, tree: RenderedTree, known: Mapping[str, LockEntry]) -> dict[str, str]:
    """Return the path from which a file moves by the path that it moves to, where the way is free."""
    leaving = {
        path: entry
        for path, entry in known.items()
        if path not in tree.files and entry.state is not FileState.EJECTED
    }
    by_pattern = {entry.pattern: path for path, entry in leaving.items() if entry.pattern}
    found: dict[str, str] = {}
    for path, new in tree.files.items():
        if path in known or not leaving or project.look(path, read=False).present:
            continue
        former = by_pattern.get(new.pattern) or by_pattern.get(new.former_pattern)
        origin = new.formerly if new.formerly in leaving else former
        if origin is not None and origin not in found.values():
            found[path] = origin
    return found


def left_behind(project: Project, items: Sequence[Change]) -> Iterator[Diagnostic]:
    """Yield a finding for each folder that moves and in which files of the user's own would stay."""
    folders: dict[str, str] = {}
    for item in items:
        if item.moved_from is not None and item.writes:
            old, new = _where_they_part(item.moved_from, item.path)
            folders.setdefault(old, new)
    ours = {
        path for item in items for path in (item.path, item.moved_from) if path is not None and item.writes
    }
    for old, new in sorted(folders.items()):
        theirs = [path for path in project.files_below(old) if path not in ours and not _is_derived(path)]
        if old and theirs:
            yield findings.left_behind(old, new, theirs[:_TOLD], len(theirs))


def _where_they_part(old: str, new: str) -> tuple[str, str]:
    """Return the outermost folders in which two paths differ; empty when the names of files alone do."""
    one, other = old.split("/")[:-1], new.split("/")[:-1]
    for depth, (a, b) in enumerate(zip(one, other, strict=False), start=1):
        if a != b:
            return "/".join(one[:depth]), "/".join(other[:depth])
    return "", ""


def _is_derived(path: str) -> bool:
    return any(part in _BY_TOOLS for part in path.split("/")) or os.path.basename(path).endswith(".pyc")
