"""One writer at a time: an advisory lock on the folder of a project.

The lock is the operating system's, on the folder itself: it leaves no file behind and ends with the process,
however that ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlsys.errors import MlsysError

try:
    import fcntl
except ImportError:
    # Windows has no locks on folders; the checks before each write still catch a second writer.
    fcntl = None  # type: ignore[assignment]


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold the lock of the project in ``root``, which exists.

    Raises:
        MlsysError: if another process holds it, or has just removed the folder.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(root) from error
        except OSError:
            # A file system without locks, such as some network mounts: the same checks must do.
            pass
        if not _is_still(root, descriptor):
            raise _busy(root)
        yield
    finally:
        os.close(descriptor)


def _is_still(root: Path, descriptor: int) -> bool:
    """Return whether the folder that is locked is the one that stands there, not one that was removed."""
    with suppress(OSError):
        return os.path.samestat(os.fstat(descriptor), os.stat(root))
    return False


def _busy(root: Path) -> MlsysError:
    return MlsysError(
        f"another mlsys is writing to `{root}`",
        help="wait until it has finished and run the command again",
    )
