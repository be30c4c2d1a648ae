"""What a blueprint adds to the project of a case, in one text for each case, to be read in reviews.

Files that are copied byte for byte are named only. The texts stand in one file, so that a `.gitignore` or a
workflow among them acts on nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.testing.cases import Case
from mlsys.testing.problems import Problem

if TYPE_CHECKING:
    from mlsys.planning.model import Plan
    from mlsys.render.tree import RenderedFile

_HEAD: Final = "Written by `mlsys blueprint test --update`; read the difference before you commit it.\n"
_MAX_LINES: Final = 60
"""Lines of a difference that are told."""


def path_of(case: Case) -> Path:
    """Return where the snapshot of a case is."""
    return case.blueprint / "tests/snapshots" / f"{case.path.stem}.txt"


def snapshot(plan: Plan, files: Mapping[str, RenderedFile]) -> str:
    """Return the snapshot of the files that a blueprint adds."""
    parts = [_HEAD]
    for path, file in sorted(files.items()):
        marks = file.owner.value + (", executable" if file.executable else "")
        source = plan.by_path[path].source
        if getattr(source, "rendered", False):
            text = file.read().decode()
            end = "" if not text or text.endswith("\n") else "\n(no line end)\n"
            parts.append(f"\n=== {path} ({marks})\n{text}{end}")
        else:
            parts.append(f"\n=== {path} ({marks}), copied\n")
    return "".join(parts)


def compared(case: Case, text: str) -> Problem | None:
    """Return how ``text`` differs from the snapshot of ``case``, if it does."""
    place = path_of(case)
    accept = "if it is meant: `mlsys blueprint test --update`"
    if not place.is_file():
        return Problem("snapshot", str(place), "the case has no snapshot", "`mlsys blueprint test --update`")
    before = place.read_text("utf-8")
    if before == text:
        return None
    lines = list(
        difflib.unified_diff(before.splitlines(), text.splitlines(), "snapshot", "rendered", lineterm="", n=2)
    )
    left = len(lines) - _MAX_LINES
    shown = lines[:_MAX_LINES] + ([f"… {left} lines more"] if left > 0 else [])
    return Problem("snapshot", str(place), "the case renders otherwise", accept, "\n".join(shown))
