"""A folder of the user's own, outside of any project, for what no clone may bring along.

It is used only if it belongs to the user and nobody else can write to it: what lies in it is believed.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from mlsys.errors import MlsysError


def private_folders() -> Iterator[Path]:
    """Yield the folders that may be used, the preferred one first; none of them need exist.

    ``MLSYS_STATE_DIR`` wins; else the folder of the platform (XDG Base Directory on Linux), and where that
    cannot be written, as in a container under a made-up user, one among the temporary files.
    """
    if chosen := os.environ.get("MLSYS_STATE_DIR"):
        yield Path(chosen)
        return
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Application Support"
    else:
        base = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    yield Path(os.path.expanduser(base)) / "mlsys"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp") / f"mlsys-{user}"


def usable_folder() -> Path:
    """Return the first private folder that can be used, made if it is missing.

    Raises:
        MlsysError: if there is none.
    """
    for folder in private_folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if is_private(folder) and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise MlsysError(
        "there is no folder in which only you can write, for the journal of a write",
        help="name one in the variable MLSYS_STATE_DIR",
    )


def is_private(place: Path) -> bool:
    """Return whether a file or folder belongs to the user, is no link, and nobody else can write to it."""
    try:
        status = os.lstat(place)
    except OSError:
        return False
    if not hasattr(os, "getuid"):
        return not stat.S_ISLNK(status.st_mode)
    writable = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return not stat.S_ISLNK(status.st_mode) and status.st_uid == os.getuid() and not writable
