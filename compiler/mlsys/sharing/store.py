"""The user's store of fetched blueprints, by the digest of their contents; what is in it never changes."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.sharing.tree import digest_of, stamp, write_folder
from mlsys.trust.digest import Tree, digest
from mlsys.trust.private import is_private


def store_folder() -> Path:
    """Return where the store is: ``MLSYS_CACHE_DIR``, or the folder for caches of the platform.

    Raises:
        MlsysError: if somebody else can write there: what lies in it is believed.
    """
    folder = _place()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MlsysError(
            f"there is no place for fetched blueprints: {folder}: {error.strerror}",
            help="name a folder in the variable MLSYS_CACHE_DIR",
        ) from error
    if not is_private(folder):
        raise MlsysError(
            f"others can write to {folder}, so nothing in it is believed",
            help="make it yours alone (`chmod go-w`), or name another in the variable MLSYS_CACHE_DIR",
        )
    return folder


def stored(sha256: str, name: str) -> Path | None:
    """Return the folder of the contents with this digest, if they are there and are what they were."""
    folder = store_folder() / sha256 / name
    if not folder.is_dir():
        return None
    what = f"the store at {folder}"
    return folder if digest_of(folder, stamp(folder, what), what) == sha256 else None


def keep(tree: Tree, name: str) -> Path:
    """Put ``tree`` into the store, if it is not there; return its folder."""
    sha256 = digest(tree)
    if found := stored(sha256, name):
        return found
    target = store_folder() / sha256
    try:
        with _scratch() as scratch:
            write_folder(tree, scratch / name)
            if target.exists():
                # Somebody has damaged what is there.
                shutil.rmtree(target)
            # Of several that do this at once, one wins; the others find its folder.
            with contextlib.suppress(OSError):
                os.rename(scratch, target)
    except OSError as error:
        raise MlsysError(f"the blueprint cannot be kept in {target}: {error.strerror}") from error
    kept = stored(sha256, name)
    if kept is None:
        raise MlsysError(f"the blueprint cannot be kept in {target}")
    return kept


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="new-", dir=store_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place() -> Path:
    if chosen := os.environ.get("MLSYS_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
        return Path(os.path.expanduser(base)) / "mlsys" / "cache"
    if sys.platform == "darwin":
        return Path(os.path.expanduser("~/Library/Caches/mlsys"))
    return Path(os.path.expanduser(os.environ.get("XDG_CACHE_HOME") or "~/.cache")) / "mlsys"
