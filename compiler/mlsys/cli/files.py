"""Writing single files that people own; projects are written by ``mlsys.project`` alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError

WRITABLE: Final = "choose a folder that you may write to, with space left"


def replace_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path``: all of it or nothing, through links, with the rights it had.

    Raises:
        MlsysError: if it cannot be written.
    """
    target = Path(os.path.realpath(path))
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8", newline="")
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise MlsysError(f"{path} cannot be written: {error.strerror}", help=WRITABLE) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
