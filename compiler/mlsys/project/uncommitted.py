"""Whether edits would be mixed with what is generated before version control has seen them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.project.reconcile.changes import Action, Changes
from mlsys.project.record.lock import FileState
from mlsys.project.transaction.disk import Kind

_TOUCHED = (Action.MERGE, Action.CONFLICT, Action.KEEP)


def uncommitted_edits(root: Path, changes: Changes, resolved: Collection[str] = ()) -> tuple[str, ...]:
    """Return the generated files with edits that git has not stored, if ``changes`` write any file at all.

    Once merged, an edit cannot be told from what was merged into it, and only version control can take the
    two apart again. What cannot be lost does not count: files that stand as they were generated, the user's
    own documents, seeded and ejected files, and everything that mlsys does not know. A folder outside of
    version control, or a machine without git, has nothing to be unclean.

    Args:
        root: the project.
        changes: what is about to be written.
        resolved: the files in which the user lets a side win. The compilation that met the conflicts has left
            the tree unclean itself, so only other files that are written count then.
    """
    if not any(item.writes for item in changes.items):
        return ()
    edited = [
        item.moved_from or item.path
        for item in changes.items
        if item.action in _TOUCHED
        and item.blueprint
        and item.owner is not Owner.SEEDED
        and item.entry is not None
        and item.entry.state is not FileState.EJECTED
        and item.found is not None
        and item.found.kind is Kind.FILE
        and not (resolved and (item.path in resolved or not item.writes))
    ]
    return _unknown_to_git(root, edited) if edited else ()


def _unknown_to_git(root: Path, paths: list[str]) -> tuple[str, ...]:
    # The monitor of the file system is a program named by the repository; asking for a status must run none.
    command = ["git", "-c", "core.fsmonitor=false", "status", "--porcelain=v1", "-z", "--untracked-files=all"]
    try:
        run = subprocess.run(
            [*command, "--", *paths],
            cwd=root,
            env={**os.environ, "GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            check=False,
        )
    except OSError:
        return ()
    if run.returncode:
        return ()
    names = {os.fsdecode(entry[3:]) for entry in run.stdout.split(b"\0") if len(entry) > 3}
    return tuple(path for path in paths if any(name == path or name.endswith(f"/{path}") for name in names))
