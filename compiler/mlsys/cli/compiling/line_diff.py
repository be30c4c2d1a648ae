"""The change of a file, line by line."""

from __future__ import annotations

from pathlib import Path

from mlsys.project.reconcile.changes import Action, Change


def line_diff(change: Change) -> str:
    """Return the change of a text file in unified form, nothing for other files."""
    import difflib

    removed = change.action is Action.DELETE
    if (change.content is None and not removed) or isinstance(change.content, Path):
        return ""
    before = change.found.content if change.found is not None else b""
    try:
        old, new = (text.decode().splitlines(keepends=True) for text in (before, change.content or b""))
    except UnicodeDecodeError:
        return ""
    name = change.moved_from or change.path
    labels = (f"a/{name}" if before else "/dev/null", "/dev/null" if removed else f"b/{change.path}")
    lines = difflib.unified_diff(old, new, *labels)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
