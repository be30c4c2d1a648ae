"""``.mlsys/base.pack``: every file as it was generated, the base of the next merge, in one file.

A file a line, in the order of paths, each with its digest and its content, compressed and in printable
characters:

    mlsys-base 1
    Makefile<TAB>3a7b…<TAB>1432<TAB>eJyVVE2…

Git merges the pack line by line, as it does the lock, and a copy that both branches changed stands between
conflict markers, both versions of it. All of them are read: each is the base of what one of the branches
generated. Reviews and searches do not meet the copies, for what stands in the pack is no text.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from mlsys.errors import MlsysError
from mlsys.planning.paths import STATE_NAME, problem
from mlsys.project.record.state import PACK
from mlsys.render.tree import canonical

MAX_BYTES: Final = 256 << 20
"""The largest pack that is read."""
_MAX_COPY: Final = 64 << 20
_MAGIC: Final = b"mlsys-base 1"
_LINE: Final = re.compile(rb"([^\t]+)\t([0-9a-f]{64})\t(\d{1,9})\t([!-~]*)\Z")
_MARKERS: Final = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
_RESTORE: Final = (
    f"restore `{PACK}` from version control (`git checkout HEAD -- {STATE_NAME}`; in a sparse checkout "
    f"`git sparse-checkout add {STATE_NAME}` first)"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """The pristine copy of one file."""

    sha256: str
    """Of the content, its line ends as line feeds."""
    size: int
    """Bytes of the content."""
    packed: bytes
    """The content, compressed, in base 64; as earlier versions wrote it, in base 85."""

    @classmethod
    def of(cls, content: bytes) -> Copy:
        """Return the copy of ``content``."""
        packed = base64.b64encode(zlib.compress(content))
        return cls(hashlib.sha256(canonical(content)).hexdigest(), len(content), packed)

    def content(self, path: str) -> bytes:
        """Return the content of the copy, which belongs to ``path``.

        Raises:
            MlsysError: if it is not what its digest says.
        """
        unpacker = zlib.decompressobj()
        try:
            # A stream of zlib begins with the byte 0x78, which is an `e` in base 64 and a `c` in base 85.
            decode = base64.b64decode if self.packed.startswith(b"e") else base64.b85decode
            content = unpacker.decompress(decode(self.packed), self.size + 1)
        except (ValueError, zlib.error):
            content = b""
        if len(content) != self.size or hashlib.sha256(canonical(content)).hexdigest() != self.sha256:
            raise MlsysError(f"the pristine copy of `{path}` in `{PACK}` is damaged", help=_RESTORE)
        return content


@dataclass(frozen=True)
class Pristine:
    """All pristine copies of a project."""

    copies: Mapping[str, tuple[Copy, ...]] = field(default_factory=dict)
    """By path; several where branches were merged and both had compiled."""

    def copy(self, path: str, *digests: str) -> Copy | None:
        """Return the copy of ``path`` with the first of ``digests`` that there is one for, else any."""
        found = self.copies.get(path, ())
        for digest in digests:
            for copy in found:
                if copy.sha256 == digest:
                    return copy
        return found[0] if found else None

    def content(self, path: str, *digests: str) -> bytes | None:
        """Return the content of that copy; ``None`` when there is none.

        Raises:
            MlsysError: if it is damaged.
        """
        copy = self.copy(path, *digests)
        return None if copy is None else copy.content(path)

    def holds(self, path: str, digest: str) -> bool:
        """Return whether there is a copy of ``path`` with ``digest``."""
        return any(copy.sha256 == digest for copy in self.copies.get(path, ()))


def parse_pack(content: bytes) -> Pristine:
    """Return the copies in ``content``.

    Raises:
        MlsysError: if it is no pack, or was written by a later version.
    """
    lines = content.replace(b"\r\n", b"\n").split(b"\n")
    if len(content) > MAX_BYTES or (lines[0] != _MAGIC and not lines[0].startswith(_MARKERS)):
        raise _damaged("it is not a pack of this version")
    found: dict[str, tuple[Copy, ...]] = {}
    for line in lines:
        if line in (b"", _MAGIC) or line.startswith(_MARKERS):
            continue
        path, copy = _parsed(line)
        if copy not in found.get(path, ()):
            found[path] = (*found.get(path, ()), copy)
    return Pristine(found)


def format_pack(copies: Mapping[str, Copy]) -> bytes:
    """Return the pack of ``copies``: one file a line, sorted, so that merges of it rarely conflict."""
    return b"\n".join((_MAGIC, *_lines(copies))) + b"\n"


def lost(what: str) -> MlsysError:
    """Return the refusal to go on without pristine copies; ``what`` is missing, as a phrase."""
    return MlsysError(
        f"{what}, so edits cannot be told from what was generated; nothing was written",
        help=f"{_RESTORE}; if it is gone for good, delete `mlsystem.lock` and compile",
    )


def _lines(copies: Mapping[str, Copy]) -> Iterator[bytes]:
    for path in sorted(copies):
        copy = copies[path]
        yield b"\t".join((path.encode(), copy.sha256.encode(), str(copy.size).encode(), copy.packed))


def _parsed(line: bytes) -> tuple[str, Copy]:
    match = _LINE.match(line)
    try:
        path = match[1].decode() if match is not None else ""
    except UnicodeDecodeError:
        path = ""
    if match is None or problem(path.removeprefix(f"{STATE_NAME}/")):
        raise _damaged("a line of it holds no copy of a file")
    if (size := int(match[3])) > _MAX_COPY:
        raise _damaged(f"the copy of `{path}` is too large")
    return path, Copy(match[2].decode(), size, match[4])


def _damaged(trouble: str) -> MlsysError:
    return MlsysError(f"`{PACK}` is damaged: {trouble}", help=_RESTORE)
