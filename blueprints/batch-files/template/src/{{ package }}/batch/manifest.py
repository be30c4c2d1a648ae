"""The files of one run, frozen before the first of them is read: all workers share one list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from ..config import operations
from ..data.tables import DataError
from .writer import atomically, digest

SUFFIXES: Final = {".csv", ".jsonl", ".parquet"}


class DeliveryError(DataError):
    """The files are not those that were meant to be scored."""


class InputFile(msgspec.Struct, frozen=True):
    """A file of the list."""

    name: str
    """Its path below the folder; `.` is the source itself, where that is one file."""
    bytes: int
    sha256: str
    output: str
    """Folder of its parts: another content, model or size of chunks has another."""


class Manifest(msgspec.Struct, frozen=True):
    """What one run scores, by what."""

    model_version: str
    chunk_rows: int
    files: tuple[InputFile, ...]
    """The largest first, so that shares are alike."""

    def share(self, index: int, workers: int) -> tuple[InputFile, ...]:
        """The files of one worker: every one of them belongs to exactly one."""
        return self.files[index::workers]


def names(source: Path) -> Iterator[str]:
    """The tables below a folder, as paths; what begins with a dot or `_` marks a delivery and is none."""
    if source.is_file():
        yield "."
    for path in source.rglob("*"):
        name = path.relative_to(source)
        if path.suffix in SUFFIXES and not any(part.startswith((".", "_")) for part in name.parts):
            yield name.as_posix()


def listed(source: Path, model_version: str, chunk_rows: int) -> Manifest:
    """The files of a folder as they are now.

    Raises:
        DeliveryError: when there are fewer than a delivery has.
    """
    files = [described(source, name, f"{model_version} {chunk_rows}") for name in names(source)]
    expected = operations.BATCH_FILES or 1
    if len(files) < expected:
        raise DeliveryError(f"{source}: {len(files)} files of {expected} that a delivery has")
    order = sorted(files, key=lambda file: (-file.bytes, file.name))
    return Manifest(model_version, chunk_rows, tuple(order))


def described(source: Path, name: str, run: str) -> InputFile:
    """Size, content and place of the answers of a file."""
    path = source / name
    content = digest(path)
    identity = hashlib.sha256(f"{name} {content} {run}".encode()).hexdigest()[:12]
    return InputFile(name, path.stat().st_size, content, f"{path.stem}-{identity}")


def frozen(place: Path) -> Manifest | None:
    """The list of a run; None before it is written."""
    try:
        return msgspec.json.decode((place / "manifest.json").read_bytes(), type=Manifest)
    except FileNotFoundError:
        return None


def freeze(place: Path, manifest: Manifest) -> None:
    """Write the list of a run."""
    place.mkdir(parents=True, exist_ok=True)
    content = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    atomically(place / "manifest.json", lambda path: path.write_bytes(content))


def run_name(source: Path, manifest: Manifest) -> str:
    """A name that the same files, model and size of chunks have again, so that a run can be resumed."""
    return f"{source.name}-{hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()[:12]}"
