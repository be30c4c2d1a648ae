"""Small JSON entries in the user's cache folder, and the states of files that they depend on.

Losing or damaging an entry costs time, never correctness. This module and what it imports are all that
answering from memory needs, so it stays small.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from mlsys.cachedir import cache_dir

_WHOLE = 256 * 1024
"""Files up to this size are compared by content, as documents are; larger ones by size and time."""


def key(*parts: bytes) -> str:
    """Return the name of the entry for ``parts``; other parts have another name."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def load(kind: str, name: str) -> Any:
    """Return the entry of a kind called ``name``; ``None`` when there is none that can be read."""
    try:
        with open(_place(kind, name), "rb") as file:
            return json.loads(file.read())
    except (OSError, ValueError):
        return None


def save(kind: str, name: str, entry: Mapping[str, object]) -> None:
    """Keep an entry; a cache that cannot be written is no fault."""
    place = _place(kind, name)
    part = f"{place}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(part, "w", encoding="utf-8") as file:
            json.dump(entry, file)
        os.replace(part, place)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(part)


def state(path: str | os.PathLike[str]) -> str:
    """Return what tells one state of a file from another; a missing file has a state too."""
    try:
        status = os.stat(path)
        if status.st_size > _WHOLE:
            return f"{status.st_size} {status.st_mtime_ns}"
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except OSError as error:
        return type(error).__name__


def _place(kind: str, name: str) -> str:
    return os.path.join(cache_dir(kind), name[:2], f"{name[2:]}.json")
