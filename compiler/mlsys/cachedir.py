"""Where derived data that can be lost at any time is kept: the user's cache folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_dir(name: str) -> Path:
    """Return the folder of the cache called ``name``; it need not exist.

    ``MLSYS_CACHE_DIR`` wins; else the folder that the platform provides (XDG Base Directory on Linux).
    """
    if chosen := os.environ.get("MLSYS_CACHE_DIR"):
        return Path(chosen) / name
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "mlsys" / name
