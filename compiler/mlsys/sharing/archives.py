"""Blueprints out of zip files, read within limits and never unpacked by name.

What extracts zip files mends names instead of refusing them; here each path is judged as it stands.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError
from mlsys.sharing.origins import is_url, without_credentials
from mlsys.sharing.tree import MAX_FILE, MAX_TREE, check_size, checked
from mlsys.trust.digest import Tree

_MAX_RATIO: Final = 200
_RATIO_COUNTS_FROM: Final = 10 << 20
_TIMEOUT_SECONDS: Final = 60
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a compression that the library does not know
    RuntimeError,  # an encrypted entry
    ValueError,
)
"""What the library raises about the bytes of strangers."""


def fetch(place: str, base: Path, what: str) -> Tree:
    """Return the files of the zip file at ``place``, a URL or a path from ``base``.

    A single folder that holds everything, as forges make it, is left out of the paths.

    Raises:
        MlsysError: if it cannot be had, or holds something else than plain files.
    """
    content = _download(place, what) if is_url(place) else _read(base / place, what)
    try:
        return _unwrapped(checked(_entries(content, what), what))
    except _FAULTS as error:
        raise MlsysError(f"{what}: {without_credentials(place)} is no sound zip file: {error}") from None


def _entries(content: bytes, what: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        sizes = [(entry.filename, entry.file_size) for entry in entries]
        check_size(sizes, what)
        total, packed = sum(size for _, size in sizes), sum(entry.compress_size for entry in entries)
        if total > _RATIO_COUNTS_FROM and total > _MAX_RATIO * max(packed, 1):
            raise MlsysError(f"{what}: the zip file grows to {total >> 20} MiB from {packed:,} bytes")
        for entry in entries:
            # `filename` is mended by the library; what was written counts.
            name = entry.orig_filename
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                raise MlsysError(f"{what}: {name!r} is no file", help="blueprints contain files only")
            if name in found:
                raise MlsysError(f"{what}: {name!r} stands in the zip file twice")
            with archive.open(entry) as file:
                found[name] = file.read(MAX_FILE + 1)
            check_size([(name, len(found[name]))], what)
    return found


def _unwrapped(tree: Tree) -> Tree:
    tops = {name.partition("/")[0] for name in tree}
    if len(tops) != 1 or any("/" not in name for name in tree):
        return tree
    return {name.partition("/")[2]: content for name, content in tree.items()}


def _read(path: Path, what: str) -> bytes:
    try:
        if not path.is_file():
            raise MlsysError(f"{what}: there is no file {path}")
        with path.open("rb") as file:
            content = file.read(MAX_TREE + 1)
    except OSError as error:
        raise MlsysError(f"{what}: {path} cannot be read: {error.strerror}") from error
    _check_room(len(content), what)
    return content


def _download(url: str, what: str) -> bytes:
    import requests

    plain = without_credentials(url)
    if url.startswith("file://"):
        return _read(Path(url.removeprefix("file://")), what)
    try:
        with requests.get(url, stream=True, timeout=_TIMEOUT_SECONDS) as answer:
            answer.raise_for_status()
            if not answer.url.startswith("https://"):
                raise MlsysError(f"{what}: {plain} leads to an address without encryption")
            content = bytearray()
            for part in answer.iter_content(1 << 16):
                content += part
                _check_room(len(content), what)
    except requests.RequestException as error:
        reason = getattr(error.response, "reason", None) or type(error).__name__
        raise MlsysError(f"{what}: {plain} cannot be fetched: {reason}") from None
    return bytes(content)


def _check_room(size: int, what: str) -> None:
    if size > MAX_TREE:
        raise MlsysError(f"{what} has more than {MAX_TREE >> 20} MiB")
