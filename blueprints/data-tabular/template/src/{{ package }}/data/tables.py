"""Reading tables: rows of a CSV, Parquet or JSON-lines file in chunks, so memory does not grow with the file.

Values of text files stay text: what they mean is for the contract to say, in `parsing.py`, and not for
a guess from the first rows.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

import polars as pl

from ..config.errors import OperatorError
from ..config.types import Feature
from . import contract
from .records import decode, frame_of

BLOCK_BYTES: Final = 8 << 20
# A row longer than this is a file with an unbalanced quote.
MAX_ROW_BYTES: Final = 64 << 20
SEPARATORS: Final = (contract.SEPARATOR, ",", ";", "\t", "|")


class DataError(OperatorError):
    """The data cannot be used; the message says why."""


class TableError(DataError):
    """The file cannot be read as a table."""


def read(path: Path, columns: Iterable[Feature] = contract.FEATURES) -> pl.DataFrame:
    """The whole table, with the contract's names for its columns.

    Raises:
        TableError: when the file is no table.
    """
    frames = list(chunks(path, columns=columns))
    if not frames:
        raise TableError(f"{path} has no rows")
    return pl.concat(frames, how="diagonal_relaxed")


def chunks(
    path: Path, rows: int | None = None, columns: Iterable[Feature] = contract.FEATURES
) -> Iterator[pl.DataFrame]:
    """Chunks of `rows` rows, or of any size, with the contract's names for the columns.

    Raises:
        TableError: when the file is no table.
    """
    known = names_of(columns)
    suffix = path.suffix.lower().lstrip(".")
    match suffix if suffix in {"csv", "parquet", "jsonl"} else contract.FORMAT:
        case "parquet":
            frames = parquet_frames(path, rows or 100_000)
        case "jsonl":
            frames = json_frames(path)
        case _:
            frames = csv_frames(path, known)
    named = (renamed(path, frame, known) for frame in frames)
    try:
        yield from equal_sizes(named, rows) if rows else named
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: {error}") from None


def names_of(columns: Iterable[Feature]) -> dict[str, str]:
    """The contract's name of each column, by the names that a table may have for it."""
    names = {name: name for name in (*contract.KEYS, *(column.name for column in contract.COLUMNS))}
    for column in columns:
        names |= dict.fromkeys(filter(None, (column.column, column.name)), column.name)
    return {composed(name): known for name, known in names.items()}


def composed(name: str) -> str:
    """A name with its accents composed; editors and file systems write the same letter in two ways."""
    return unicodedata.normalize("NFC", name)


def own_column(name: str) -> str:
    """A name for a column that the code adds: `name`, unless the contract has one that is called so."""
    while composed(name) in names_of(contract.FEATURES):
        name += "_"
    return name


# Takes the fields that a row has in excess of the header.
SURPLUS: Final = own_column("(row)")


def renamed(path: Path, frame: pl.DataFrame, known: dict[str, str]) -> pl.DataFrame:
    """The frame with the contract's names for its columns."""
    names = [known.get(composed(name), name) for name in frame.columns]
    if twice := {name for name in names if names.count(name) > 1}:
        raise TableError(f"{path}: two columns are called {', '.join(sorted(twice))}")
    frame.columns = names
    return frame


def parquet_frames(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """Slices of a Parquet file."""
    table = pl.scan_parquet(path)
    total = int(table.select(pl.len()).collect().item())
    for offset in range(0, total, rows):
        yield table.slice(offset, rows).collect()


def json_frames(path: Path) -> Iterator[pl.DataFrame]:
    """Frames of a file of JSON lines, a frame a block; every value is its text."""
    with path.open("rb") as file:
        for block in blocks(path, file):
            try:
                yield frame_of([decode(line) for line in block.splitlines() if line.strip()])
            except (ValueError, RecursionError) as error:
                raise TableError(f"{path} before byte {file.tell():,}: {error}") from None


def csv_frames(path: Path, known: dict[str, str]) -> Iterator[pl.DataFrame]:
    """Frames of a CSV file, a frame a block."""
    with path.open("rb") as file:
        names, separator = header(path, file, known)
        # A row may have too many fields or too few; the contract's checks name it instead of failing here.
        schema = dict.fromkeys([*names, SURPLUS], pl.String())
        for block in blocks(path, file):
            yield pl.scan_csv(
                block,
                has_header=False,
                schema=schema,
                separator=separator,
                null_values=list(contract.NULL_VALUES),
                missing_columns="insert",
                extra_columns="ignore",
                truncate_ragged_lines=True,
            ).collect()


def header(path: Path, file: IO[bytes], known: dict[str, str]) -> tuple[list[str], str]:
    """Column names of a CSV file, and what separates its columns.

    The separator is the one that gives the most names of the contract, the declared one if in doubt.

    Raises:
        TableError: when there are no names, or one stands twice.
    """
    line = file.readline().decode("utf-8-sig").strip("\r\n")
    readings = {mark: next(csv.reader([line], delimiter=mark), []) for mark in SEPARATORS}
    separator = max(readings, key=lambda mark: sum(composed(name) in known for name in readings[mark]))
    names = readings[separator]
    if not names or len(set(names)) < len(names):
        raise TableError(f"{path}: the first line has no unique column names: {line[:80]!r}")
    return names, separator


def blocks(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    """Bytes of whole rows: cut at a line end that is outside quotes."""
    rest = b""
    while more := file.read(BLOCK_BYTES):
        rest += more
        end = rest.rfind(b"\n")
        while end >= 0 and rest.count(b'"', 0, end) % 2:
            end = rest.rfind(b"\n", 0, end)
        if end >= 0:
            yield rest[: end + 1]
            rest = rest[end + 1 :]
        elif len(rest) > MAX_ROW_BYTES:
            raise TableError(f"{path}: a quote is not closed before byte {file.tell():,}")
    if rest.strip():
        yield rest


def equal_sizes(frames: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of `rows` rows; the last one may be shorter."""
    waiting = pl.DataFrame()
    for frame in frames:
        waiting = pl.concat([waiting, frame], how="diagonal_relaxed") if waiting.height else frame
        while waiting.height >= rows:
            yield waiting[:rows]
            waiting = waiting[rows:]
    if waiting.height:
        yield waiting
