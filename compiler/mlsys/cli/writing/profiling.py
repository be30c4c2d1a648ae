"""Looking at a table for a command: with progress, and with the profile as the result."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.cli import console

if TYPE_CHECKING:
    from mlsys.profile.model import ColumnProfile, Profile
    from mlsys.profile.table import Table, Wanted

_PAUSE: Final = 3.0
"""Seconds between two lines of progress."""


def scan(data: Path, wanted: Wanted) -> Table:
    """Read the table at ``data``; tell how far it is when that takes long.

    Raises:
        MlsysError: if it cannot be read, or lacks the target.
    """
    from mlsys.profile import table

    told = time.monotonic()

    def progress(rows: int, read: int, size: int) -> None:
        nonlocal told
        if time.monotonic() - told > _PAUSE:
            told = time.monotonic()
            share = f"{read / size:.0%}, " if size else ""
            console.progress("Reading", f"{data}: {share}{rows:,} rows")

    return table.scan(data, wanted, progress)


def write(document: Path, profile: Profile) -> Path:
    """Write ``profile`` beside ``document`` and return where.

    Raises:
        MlsysError: if it cannot be written.
    """
    from mlsys.cli.files import replace_text
    from mlsys.profile import profile_path
    from mlsys.profile.file import format_profile

    path = Path(profile_path(str(document)))
    replace_text(path, format_profile(profile))
    console.progress("Wrote", str(path))
    return path


def summary(profile: Profile) -> str:
    """Return what a person wants to know of a profile first."""
    rows = [
        (name, column.type, f"{column.nulls / max(1, profile.rows):.1%}" if column.nulls else "",
         f"{column.distinct:,}", _values(column))
        for name, column in profile.columns.items()
    ]  # fmt: skip
    lines = [f"{profile.data.path}: {profile.rows:,} rows, {len(profile.columns)} columns"]
    label = profile.label
    if label is not None and label.positive_share is not None:
        lines.append(f"`{label.column}` is `{label.positive_class}` in {label.positive_share:.2%} of them")
    if profile.duplicate_rows:
        lines.append(f"{profile.duplicate_rows:,} rows say the same as an earlier row")
    table = console.table(rows, ("column", "type", "missing", "distinct", "values"), right=(2, 3))
    return "\n".join([*lines, "", table])


def _values(column: ColumnProfile) -> str:
    if column.min is not None and column.max is not None:
        return f"{column.min:.6g}..{column.max:.6g}"
    if column.first is not None:
        return f"{column.first}..{column.last}"
    common = sorted(column.levels, key=lambda level: -column.levels[level])[:3]
    return ", ".join(level[:20] for level in common) + (" …" if len(column.levels) > len(common) else "")
