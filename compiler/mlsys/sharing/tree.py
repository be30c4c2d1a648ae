"""What a blueprint consists of, wherever it comes from: files by path, confined and counted."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from mlsys.blueprints.contents import is_junk
from mlsys.errors import MlsysError
from mlsys.planning.paths import folded, problem
from mlsys.trust.digest import Tree, digest

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]

MAX_FILES: Final = 5_000
MAX_FILE: Final = 10 << 20
MAX_TREE: Final = 100 << 20
_LFS: Final = b"version https://git-lfs"


def checked(tree: Tree, what: str) -> Tree:
    """Return ``tree`` without what tools leave behind; every system can hold its paths, each by itself.

    Raises:
        MlsysError: at the first path or content that a blueprint cannot have.
    """
    seen: dict[str, str] = {}
    own = {path: content for path, content in tree.items() if not any(map(is_junk, path.split("/")))}
    for path, content in own.items():
        if trouble := problem(path):
            raise MlsysError(f"{what}: the path {path!r} {trouble}")
        if (
            any(unicodedata.category(mark) == "Cf" for mark in path)
            or unicodedata.normalize("NFC", path) != path
        ):
            raise MlsysError(f"{what}: the path {path!r} holds characters that nobody tells apart")
        if (twin := seen.setdefault(folded(path), path)) != path:
            raise MlsysError(f"{what}: {path!r} and {twin!r} are one file where case does not matter")
        if content.startswith(_LFS):
            raise MlsysError(f"{what}: `{path}` is a pointer of Git LFS", help="commit the file itself")
    folders: dict[str, str] = {}
    for path in own:
        for above in map(str, PurePosixPath(path).parents):
            if (file := seen.get(folded(above))) is not None:
                raise MlsysError(f"{what}: `{file}` cannot be a file and the folder of {path!r}")
            if (twin := folders.setdefault(folded(above), above)) != above:
                raise MlsysError(f"{what}: {above!r} and {twin!r} are one folder where case does not matter")
    check_size(((path, len(content)) for path, content in own.items()), what)
    return own


def check_size(sizes: Iterable[tuple[str, int]], what: str) -> None:
    """Refuse more files and bytes than a blueprint can have, from what is told of them beforehand.

    Raises:
        MlsysError: if there are too many.
    """
    total = 0
    for count, (path, size) in enumerate(sizes, 1):
        total += size
        if size > MAX_FILE:
            raise MlsysError(f"{what}: `{path}` has more than {MAX_FILE >> 20} MiB")
        if count > MAX_FILES or total > MAX_TREE:
            raise MlsysError(f"{what} has more than {MAX_FILES:,} files or {MAX_TREE >> 20} MiB")


def is_executable(content: bytes) -> bool:
    """Return whether a file of a blueprint can be executed: zip files and Windows keep no modes."""
    return content.startswith(b"#!")


def read_folder(folder: Path, what: str) -> Tree:
    """Return the files below ``folder``.

    Raises:
        MlsysError: if it holds something else than files and folders, or cannot be read.
    """
    try:
        files = list(_files(folder, what))
        check_size(((path, size) for path, size, _ in files), what)
        found = {path: (folder / path).read_bytes() for path, _, _ in files}
    except OSError as error:
        raise MlsysError(f"{what} cannot be read: {error.strerror or error}") from error
    return checked(found, what)


def stamp(folder: Path, what: str) -> Stamp:
    """Return by what an edit below ``folder`` is noticed without reading: path, size and time of each file.

    Raises:
        MlsysError: if it holds something else than files and folders, or cannot be read.
    """
    try:
        return tuple(_files(folder, what))
    except OSError as error:
        raise MlsysError(f"{what} cannot be read: {error.strerror or error}") from error


@lru_cache(maxsize=256)
def digest_of(folder: Path, _stamp: Stamp, what: str) -> str:
    """Return the digest of the files below ``folder``, read once as long as their stamp is the same."""
    return digest(read_folder(folder, what))


def write_folder(tree: Tree, folder: Path) -> None:
    """Write ``tree`` below ``folder``; what begins with ``#!`` can be executed."""
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        if is_executable(content):
            file.chmod(0o755)


def below(tree: Tree, path: str, what: str) -> Tree:
    """Return the part of ``tree`` below the folder ``path``; all of it when that is empty.

    Raises:
        MlsysError: if there is no such folder.
    """
    if not path:
        return tree
    prefix = path.strip("/") + "/"
    found = {name.removeprefix(prefix): content for name, content in tree.items() if name.startswith(prefix)}
    if not found:
        raise MlsysError(f"{what} has no folder `{path}`")
    return found


def _files(folder: Path, what: str) -> Iterator[tuple[str, int, int]]:
    """Yield the path of each file below ``folder``, its size, and when it was changed."""
    for place, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if name != ".git" and not is_junk(name))
        above = os.path.relpath(place, folder).replace(os.sep, "/")
        for name in (*folders, *sorted(files)):
            if is_junk(name):
                continue
            status = os.lstat(os.path.join(place, name))
            path = name if above == "." else f"{above}/{name}"
            if stat.S_ISREG(status.st_mode):
                yield path, status.st_size, status.st_mtime_ns
            elif not stat.S_ISDIR(status.st_mode):
                raise MlsysError(f"{what}: `{path}` is no file", help="blueprints contain files only")


def _raise(error: OSError) -> None:
    raise error
