"""What the result of a check depends on besides the document: the compiler itself and the day."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from mlsys import __version__
from mlsys.resources import blueprints_dir, schemas_dir


@cache
def fingerprint() -> str:
    """Return a digest of this compiler and the day.

    The day counts because suppressions and deadlines expire. Files are known by size and time of change,
    so that a working copy of the compiler never answers from what an older copy of itself has found.
    """
    digest = hashlib.sha256(f"{__version__} {date.today()}".encode())
    for folder in (Path(__file__).parent.parent, schemas_dir(), blueprints_dir()):
        for path, size, changed in _files(str(folder)):
            digest.update(f"{path}\0{size}\0{changed}\0".encode())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            status = entry.stat()
            yield entry.path, status.st_size, status.st_mtime_ns
