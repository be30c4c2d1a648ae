"""Reading a specification from the disk, with a clear word for everything that can be wrong with a file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from mlsys.confinement import repository_of
from mlsys.errors import UNICODE_MARKS, MlsysError, as_text
from mlsys.source import SourceFile

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that is read. A specification with a thousand features has 100 kB."""


def load(path: str | os.PathLike[str], *, regular: bool = False) -> SourceFile:
    """Return the text of the file at ``path``; a leading byte-order mark is dropped.

    Args:
        path: the file.
        regular: whether only a regular file is opened, because not the user but a document has named it. A
            pipe would be waited for, a device read without an end.

    Raises:
        MlsysError: if the file is missing, a folder, unreadable, too large, empty,
            binary or not UTF-8.
    """
    name = os.fspath(path)
    text = _decode(_read(name, regular), name).removeprefix("\ufeff")
    if not text.strip():
        raise MlsysError(f"{name} is empty", help="write a specification, or let `mlsys init` write one")
    return SourceFile(name, text)


def _read(name: str, regular: bool) -> bytes:
    try:
        mode = os.stat(name).st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) and (regular or _is_of_repository(name)):
            raise MlsysError(f"{name} is not a regular file", help="name a file with a document in it")
        with open(name, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise MlsysError(f"{name} does not exist", help=_help_for_missing(name)) from None
    except IsADirectoryError:
        raise MlsysError(f"{name} is a folder, not a file", help=_help_for_folder(name)) from None
    except PermissionError:
        raise MlsysError(
            f"{name} cannot be read: permission denied", help=f"allow it with `chmod u+r {name}`"
        ) from None
    except ValueError:
        raise MlsysError(f"{name!r} is not a file name", help="give the path of a specification") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MlsysError(f"{name} cannot be read: {reason}", help="check the path and the disk") from None
    if len(content) > MAX_BYTES:
        raise MlsysError(
            f"{name} is larger than {MAX_BYTES // 1024**2} MiB, too large for a specification",
            help="keep data in files of their own and name them in `data.source.path`",
        )
    return content


def _is_of_repository(name: str) -> bool:
    """Return whether a pipe or device can have come with a repository, unlike one that a shell provides."""
    return repository_of(os.path.dirname(name) or ".") is not None


def _help_for_missing(name: str) -> str:
    folder = Path(name).parent
    try:
        found = sorted(p.name for p in folder.iterdir() if p.suffix in {".yaml", ".yml"})[:3]
    except OSError:
        return f"the folder {folder} does not exist either" if not folder.is_dir() else "check the path"
    if found:
        where = "this folder" if folder == Path() else str(folder)
        return f"{where} holds {', '.join(found)}"
    return "check the path, or write a specification with `mlsys init`"


def _help_for_folder(name: str) -> str:
    inside = Path(name, "mlsystem.yaml")
    return f"did you mean {inside}?" if inside.is_file() else "give the path of a specification"


def _decode(content: bytes, name: str) -> str:
    if b"\0" in content and not content.startswith(UNICODE_MARKS):
        raise MlsysError(f"{name} is a binary file", help="give the path of a specification in YAML")
    return as_text(content, name)
