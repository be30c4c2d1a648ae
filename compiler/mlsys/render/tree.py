"""A rendered project."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlsys.blueprints.model import Owner


def is_binary(content: bytes) -> bool:
    """Return whether ``content`` is not text: text in any encoding by bytes has no zero byte."""
    return b"\0" in content


def canonical(content: bytes) -> bytes:
    """Return ``content`` as it is compared: text with line feeds, however a checkout has ended its lines."""
    return content if is_binary(content) else content.replace(b"\r\n", b"\n")


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A generated file with everything that writing it needs."""

    path: str
    content: bytes | Path
    """The bytes; a file to copy them from where the author's data may be large."""
    owner: Owner
    blueprint: str = ""
    """Empty for a file of the author."""
    executable: bool = False
    formerly: str | None = None
    pattern: str = ""
    """The path with its placeholders for the names of the system; empty when it has none."""
    former_pattern: str = ""
    """The pattern of this file in projects of an earlier version of its blueprint; may be empty."""

    def read(self) -> bytes:
        """Return the content."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content

    def digest(self) -> str:
        """Return the SHA-256 of the content in hexadecimal; of text, with line feeds."""
        if isinstance(self.content, Path):
            with self.content.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        return hashlib.sha256(canonical(self.content)).hexdigest()


@dataclass(frozen=True, slots=True)
class RenderedTree:
    """All files of a project by path, in the order of paths."""

    files: Mapping[str, RenderedFile]
    absent: frozenset[str] = frozenset()
    """Paths at which files of the author belong that are not here to be copied."""
