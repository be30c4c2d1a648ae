"""What a blueprint consists of, wherever it comes from: files by path, confined and counted."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from mlsys.errors import MlsysError
from mlsys.planning.paths import folded, problem

Tree: TypeAlias = Mapping[str, bytes]
"""Contents by path, with ``/``."""

MAX_FILES: Final = 5_000
MAX_FILE: Final = 10 << 20
MAX_TREE: Final = 100 << 20
IGNORED: Final = frozenset(
    {".git", "__pycache__", ".DS_Store", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
)
_LFS: Final = b"version https://git-lfs"


def checked(tree: Tree, what: str) -> Tree:
    """Return ``tree``, whose paths every system can hold, each apart from the others.

    Raises:
        MlsysError: at the first path or content that a blueprint cannot have.
    """
    seen: dict[str, str] = {}
    for path, content in tree.items():
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
    check_size(((path, len(content)) for path, content in tree.items()), what)
    return tree


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


def digest(tree: Tree) -> str:
    """Return the SHA-256 over the paths and contents of ``tree``; modes differ by system and do not count.

    Source: the dirhash of Go modules, ``h1``: the digest of sorted lines ``sha256  path``.
    """
    lines = sorted(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in tree.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def is_executable(content: bytes) -> bool:
    """Return whether a file of a blueprint can be executed: zip files and Windows keep no modes."""
    return content.startswith(b"#!")


def read_folder(folder: Path, what: str) -> Tree:
    """Return the files below ``folder``.

    Raises:
        MlsysError: if it holds something else than files and folders, or cannot be read.
    """
    found: dict[str, bytes] = {}
    sizes: list[tuple[str, int]] = []
    try:
        for place, folders, files in os.walk(folder, onerror=_raise):
            folders[:] = sorted(name for name in folders if name not in IGNORED)
            for name in (*folders, *sorted(files)):
                path = Path(place, name)
                relative = path.relative_to(folder).as_posix()
                status = path.lstat()
                if stat.S_ISDIR(status.st_mode) or name in IGNORED:
                    continue
                if not stat.S_ISREG(status.st_mode):
                    raise MlsysError(f"{what}: `{relative}` is no file", help="blueprints contain files only")
                sizes.append((relative, status.st_size))
                check_size(sizes, what)
                found[relative] = path.read_bytes()
    except OSError as error:
        raise MlsysError(f"{what} cannot be read: {error.strerror or error}") from error
    return checked(found, what)


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


def _raise(error: OSError) -> None:
    raise error
