"""The folder of one batch run: parts that appear whole or not at all, so that a rerun resumes."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

import msgspec
import polars as pl

from ..data.tables import own_column

# Column of the rejected rows that says what is wrong with them.
REASONS: Final = own_column("__reasons__")
SHOWN: Final = 3


class Counts(NamedTuple):
    """Rows of a chunk by outcome."""

    scored: int
    rejected: int


class Summary(msgspec.Struct, frozen=True):
    """Written last: its presence says that the run is complete."""

    input: str
    model_version: str
    rows: int
    scored: int
    rejected: int


def run_folder(base: Path, source: Path, model_version: str, chunk_rows: int) -> Path:
    """Folder of the run over this content by this model.

    Another content, another model or another chunk size is another run, so that parts of two runs
    can never be mixed; the same file copied or touched is the same run.
    """
    identity = f"{digest(source)} {model_version} {chunk_rows}"
    return base / f"{source.stem}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"


def digest(source: Path) -> str:
    """SHA-256 of the content of a file."""
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class RunFolder:
    """Parts and rejects of one run."""

    def __init__(self, path: Path) -> None:
        """Open the folder, or create it."""
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    @property
    def summary(self) -> Summary | None:
        """The summary of a complete run."""
        try:
            return msgspec.json.decode((self.path / "summary.json").read_bytes(), type=Summary)
        except FileNotFoundError:
            return None

    def finish(self, summary: Summary) -> None:
        """Declare the run complete."""
        text = msgspec.json.format(msgspec.json.encode(summary), indent=2)
        atomically(self.path / "summary.json", lambda path: path.write_bytes(text + b"\n"))

    def counts(self, number: int) -> Counts | None:
        """What is written of a chunk; None when it is not done."""
        if not (part := self._part(number)).exists():
            return None
        rejects = self._rejects(number)
        return Counts(height(part), height(rejects) if rejects.exists() else 0)

    def scored(self, number: int) -> pl.DataFrame:
        """The rows that are written of a chunk."""
        return pl.read_parquet(self._part(number))

    def reasons(self) -> dict[str, int]:
        """The most frequent reasons for which rows were rejected."""
        found: Counter[str] = Counter()
        for path in self.path.glob("rejects-*.parquet"):
            found.update(dict(pl.read_parquet(path)[REASONS].value_counts().iter_rows()))
        return dict(found.most_common(SHOWN))

    def write(self, number: int, scored: pl.DataFrame, rejected: pl.DataFrame) -> Counts:
        """Write a chunk; the part comes last, so that a part without its rejects cannot exist."""
        if rejected.height:
            atomically(self._rejects(number), rejected.write_parquet)
        atomically(self._part(number), partial(scored.write_parquet, compression="lz4"))
        return Counts(scored.height, rejected.height)

    def _part(self, number: int) -> Path:
        return self.path / f"part-{number:05}.parquet"

    def _rejects(self, number: int) -> Path:
        return self.path / f"rejects-{number:05}.parquet"


def height(table: Path) -> int:
    """Number of rows of a Parquet file, from its footer."""
    return int(pl.scan_parquet(table).select(pl.len()).collect().item())


def atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside the path, then put it in place."""
    # Two processes may write the same part: one whose machine seemed lost, and the one in its place.
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    write(temporary)
    os.replace(temporary, path)
