"""The files of a blueprint: listed at once, read when the first content is asked for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError

MANIFEST_NAME: Final = "blueprint.yaml"
_JUNK: Final = frozenset({"__pycache__", ".DS_Store", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


class Contents:
    """What can influence the generated files: the manifest, ``template/`` and ``macros/``, or all.

    Judging a document takes the names alone; all files are read together, so that the digest is that of the
    contents which are rendered.
    """

    def __init__(self, folder: Path, *, whole: bool = False) -> None:
        """List the files below ``folder``.

        Args:
            folder: that of the blueprint.
            whole: whether every file of it counts, as in a template of cookiecutter.

        Raises:
            MlsysError: if the folder cannot be read or holds a symbolic link.
        """
        self._folder = folder
        try:
            tops = ("",) if whole else ("macros", "template")
            found = [entry for top in tops for entry in _walk(folder / top, top)]
        except OSError as error:
            raise _unreadable(folder, error) from error
        self.executable: Mapping[str, bool] = dict(found)
        """Whether each file is a program, by path below the folder, in order; without the manifest.

        That is what begins with ``#!``: zip files and Windows keep no modes.
        """

    def __getitem__(self, path: str) -> bytes:
        """Return the content of the file at ``path``."""
        return self._read[path]

    @cached_property
    def digest(self) -> str:
        """SHA-256 over paths and contents of all files."""
        digest = hashlib.sha256()
        for path, content in sorted(self._read.items()):
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()

    @cached_property
    def _read(self) -> Mapping[str, bytes]:
        try:
            return {path: (self._folder / path).read_bytes() for path in (MANIFEST_NAME, *self.executable)}
        except OSError as error:
            raise _unreadable(self._folder, error) from error


def is_junk(name: str) -> bool:
    """Return whether tools leave files or folders of this name behind, which are no part of a blueprint."""
    return name in _JUNK or name.endswith(".pyc")


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, bool]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda entry: entry.name)
    for entry in entries:
        if is_junk(entry.name) or (not prefix and entry.name in (".git", MANIFEST_NAME)):
            continue
        if entry.is_symlink():
            raise MlsysError(
                f"`{entry.path}` is a symbolic link",
                help="replace it by a file; blueprints contain files only",
            )
        path = f"{prefix}/{entry.name}" if prefix else entry.name
        if entry.is_dir():
            yield from _walk(Path(entry.path), path)
        else:
            yield path, _is_program(entry.path)


def _is_program(path: str) -> bool:
    with open(path, "rb", buffering=0) as file:
        return file.read(2) == b"#!"


def _unreadable(folder: Path, error: OSError) -> MlsysError:
    return MlsysError(f"cannot read the blueprint in `{folder}`: {error.strerror or error}")
