"""Rows of a CSV or Parquet file in chunks of equal size; memory does not grow with the file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

import polars as pl

BLOCK_BYTES: Final = 8 << 20
# A row longer than this is a file with an unbalanced quote.
MAX_ROW_BYTES: Final = 64 << 20
# Takes the fields that a row has in excess of the header.
SURPLUS: Final = "__surplus__"


class BatchInputError(Exception):
    """The file cannot be read as a table."""


def chunks(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """Chunks of `rows` rows; the values of a CSV file are text, empty ones null.

    Raises:
        BatchInputError: when the file is no table.
    """
    read = parquet_frames if path.suffix == ".parquet" else csv_frames
    try:
        yield from equal_sizes(read(path, rows), rows)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise BatchInputError(f"{path}: {error}") from None


def parquet_frames(path: Path, rows: int) -> Iterator[pl.DataFrame]:
    """Slices of a Parquet file."""
    table = pl.scan_parquet(path)
    total = int(table.select(pl.len()).collect().item())
    for offset in range(0, total, rows):
        yield table.slice(offset, rows).collect()


def csv_frames(path: Path, _rows: int) -> Iterator[pl.DataFrame]:
    """Frames of a CSV file, a frame a block."""
    with path.open("rb") as file:
        names = header(path, file)
        # A row may have too many fields or too few; the contract's checks name it instead of failing here.
        schema = dict.fromkeys([*names, SURPLUS], pl.String())
        for block in blocks(path, file):
            yield pl.scan_csv(
                block,
                has_header=False,
                schema=schema,
                missing_columns="insert",
                extra_columns="ignore",
                truncate_ragged_lines=True,
            ).collect()


def header(path: Path, file: IO[bytes]) -> list[str]:
    """Column names of a CSV file.

    Raises:
        BatchInputError: when there are none, or one stands twice.
    """
    line = file.readline().decode("utf-8-sig").strip("\r\n")
    names = next(csv.reader([line]), [])
    if not names or len(set(names)) < len(names):
        raise BatchInputError(f"{path}: the first line has no unique column names: {line[:80]!r}")
    return names


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
            raise BatchInputError(f"{path}: a quote is not closed before byte {file.tell():,}")
    if rest.strip():
        yield rest


def equal_sizes(frames: Iterable[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    """The same rows in frames of `rows` rows; the last one may be shorter."""
    waiting = pl.DataFrame()
    for frame in frames:
        waiting = pl.concat([waiting, frame]) if waiting.height else frame
        while waiting.height >= rows:
            yield waiting[:rows]
            waiting = waiting[rows:]
    if waiting.height:
        yield waiting
