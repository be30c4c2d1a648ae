"""Reading a table once, in memory that does not grow with it."""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import FileIO
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

from mlsys.errors import MlsysError
from mlsys.profile.column import NULLS, Column
from mlsys.profile.csv_rows import CsvRows
from mlsys.profile.parquet_rows import MAGIC, ParquetRows
from mlsys.profile.rows import Rows
from mlsys.profile.sketches import Draw, Sample
from mlsys.profile.spelling import decimal_of, numbers_of

_SAMPLED_KEYS: Final = 100_000
"""Different keys that are counted one by one; of more, a sample is."""
_SAMPLED_GROUPS: Final = 2_000

Progress: TypeAlias = Callable[[int, int, int], None]
"""Is told rows and bytes that were read, and how many bytes there are."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for in a table besides what every column shows."""

    target: str | None = None
    """The column whose values are counted beside those of the others."""
    keys: tuple[str, ...] = ()
    """Columns whose repeated values are counted."""
    like_keys: Callable[[str], bool] | None = None
    """Tells by its name a column that may be a key, while nobody has said which it is."""
    parts: str | None = None
    """Column that says to which part of the split a row belongs."""
    groups: tuple[str, ...] = ()
    """Columns all of whose values are counted, unless there are thousands."""
    edges: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Columns whose numbers are counted between borders."""
    sampled_rows: int = 0
    """Rows that are kept as they are, drawn at random."""
    nulls: frozenset[str] = NULLS
    separator: str | None = None
    """What separates columns of CSV; ``None``: told from the header."""
    decimal: str | None = None
    """What separates decimals in CSV; ``None``: told from the first rows, unless commas separate columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """What reading a table has shown."""

    columns: Mapping[str, Column]
    separator: str | None
    """What separates its columns; ``None`` for Parquet."""
    decimal: str
    """What separates the decimals of its numbers."""
    rows: int
    repeated_rows: int
    """Rows that say the same as an earlier row, estimated when there are too many rows to keep."""
    sha256: str
    size: int
    """In bytes."""
    buckets: Mapping[str, Mapping[tuple[int, str], int]]
    """Rows by number of the bucket and target, for each column with borders."""
    parts: Mapping[str, int]
    """By key: how many of its values are in more than one part of the split."""
    sample: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By column: the texts of the rows that were drawn."""


def scan(path: Path, wanted: Wanted, progress: Progress | None = None) -> Table:
    """Return what the CSV or Parquet file at ``path`` shows.

    Raises:
        MlsysError: if it cannot be read as CSV in UTF-8 or as Parquet, or lacks a column of ``wanted``.
    """
    try:
        with path.open("rb", buffering=0) as file:
            rows = _rows_of(path, file, wanted)
            return _Reader(path, rows, wanted, os.fstat(file.fileno()).st_size, progress).read()
    except UnicodeDecodeError:
        raise MlsysError(f"{path} is not text in UTF-8", help="export it as CSV in UTF-8") from None
    except csv.Error as error:
        raise MlsysError(f"{path} is not CSV: {error}", help="export it as CSV with a header line") from None
    except OSError as error:
        raise MlsysError(
            f"{path} cannot be read: {error.strerror}", help="check the path and the rights of the file"
        ) from None


def _rows_of(path: Path, file: FileIO, wanted: Wanted) -> Rows:
    magic = file.read(len(MAGIC)) if file.seekable() else b""
    if magic:
        file.seek(0)
    return ParquetRows(path, file) if magic == MAGIC else CsvRows(path, file, wanted.separator)


class _Reader:
    """One pass over one table."""

    def __init__(self, path: Path, rows: Rows, wanted: Wanted, size: int, progress: Progress | None) -> None:
        self._path, self._source, self._wanted, self._size = path, rows, wanted, size
        self._progress = progress or (lambda *_: None)
        self._rows = 0
        self._decimal = "."
        self._lines = Sample(_SAMPLED_KEYS)
        self._drawn: Draw[Sequence[str]] = Draw(max(1, wanted.sampled_rows))
        self._buckets: dict[str, Counter[tuple[int, str]]] = {}
        self._in_parts: dict[str, Sample] = {}

    def read(self) -> Table:
        header = self._source.header
        self._check(header)
        self._narrow(header)
        # Parquet has its own sign for a missing value, which comes as an empty text.
        nulls = self._wanted.nulls if self._source.separator else self._wanted.nulls | {""}
        chunks = self._source.chunks()
        first = next(chunks, ())
        self._decimal = self._told_decimal(first, nulls)
        columns = {name: Column(name, nulls, self._sampled(name), self._decimal) for name in header}
        for rows in chain((first,) if first else (), chunks):
            self._rows += len(rows)
            self._add(columns, dict(zip(header, zip(*rows, strict=True), strict=True)), len(rows))
            self._lines.add(map(_line, rows))
            if self._wanted.sampled_rows:
                self._drawn.add(rows)
            self._progress(self._rows, self._source.read, self._size)
        target = self._wanted.target
        if target and not columns[target].filled:
            raise MlsysError(
                f"{self._path} has no values in column `{target}`", help="choose the column to predict"
            )
        repeated = sum(rows - 1 for rows in self._lines.counts.values()) << self._lines.level
        return Table(
            columns, self._source.separator, self._decimal, self._rows, repeated, self._source.sha256,
            self._source.read, self._buckets,
            {key: _shared(sample) for key, sample in self._in_parts.items()},
            self._sample(header),
        )  # fmt: skip

    def _sample(self, header: Sequence[str]) -> dict[str, Sequence[str]]:
        columns = [list(map(str.strip, texts)) for texts in zip(*self._drawn.values, strict=True)]
        return dict(zip(header, columns, strict=True)) if columns else {}

    def _told_decimal(self, rows: Sequence[Sequence[str]], nulls: frozenset[str]) -> str:
        separator = self._source.separator
        if separator is None:
            return "."
        if self._wanted.decimal is not None or separator == ",":
            return self._wanted.decimal or "."
        found = ([text.strip() for text in texts] for texts in zip(*rows, strict=True))
        return decimal_of([text for text in texts if text not in nulls] for texts in found)

    def _sampled(self, name: str) -> int:
        like_keys = self._wanted.like_keys
        key = name in self._wanted.keys or (like_keys is not None and like_keys(name))
        return _SAMPLED_KEYS if key else _SAMPLED_GROUPS

    def _check(self, header: Sequence[str]) -> None:
        target = self._wanted.target
        if target and target not in header:
            raise MlsysError(f"{self._path} has no column `{target}`", help=_nearest(target, header))
        if len(set(header)) < len(header):
            twice = next(name for name in header if header.count(name) > 1)
            raise MlsysError(
                f"{self._path} has two columns called `{twice}`", help="give every column its own name"
            )

    def _narrow(self, header: Sequence[str]) -> None:
        """Look only for what is there: a rule tells what the table lacks."""
        wanted = self._wanted
        self._wanted = replace(
            wanted,
            keys=tuple(name for name in wanted.keys if name in header),
            parts=wanted.parts if wanted.parts in header else None,
            edges={name: edges for name, edges in wanted.edges.items() if name in header},
        )
        self._buckets = {name: Counter() for name in self._wanted.edges}
        self._in_parts = {key: Sample(_SAMPLED_KEYS) for key in self._wanted.keys if self._wanted.parts}

    def _add(self, columns: Mapping[str, Column], found: Mapping[str, Sequence[str]], rows: int) -> None:
        wanted = self._wanted
        targets = list(map(str.strip, found[wanted.target])) if wanted.target else [""] * rows
        for name, texts in found.items():
            columns[name].add(texts, targets)
        for name, counts in self._buckets.items():
            counts.update(_bucketed(found[name], targets, wanted.edges[name], self._decimal))
        for key, sample in self._in_parts.items():
            assert wanted.parts is not None
            sample.add({f"{k}\0{part}" for k, part in zip(found[key], found[wanted.parts], strict=True)})


def _bucketed(
    texts: Sequence[str], targets: Sequence[str], edges: tuple[float, ...], decimal: str
) -> Iterator[tuple[int, str]]:
    """Yield the bucket of each number, which begins at its lower border, with the target of its row."""
    from bisect import bisect_right

    for text, target in zip(texts, targets, strict=True):
        number = numbers_of((text.strip(),), decimal)
        if number is not None:
            yield bisect_right(edges, number[0]), target


def _shared(pairs: Sample) -> int:
    keys = Counter(pair.partition("\0")[0] for pair in pairs.counts)
    return sum(parts > 1 for parts in keys.values()) << pairs.level


def _line(row: Sequence[str]) -> str:
    return hashlib.blake2b("\0".join(row).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _nearest(name: str, header: Sequence[str]) -> str:
    from mlsys.diagnostics.suggest import closest

    near = closest(name, header)
    return f"did you mean `{near}`?" if near else f"its columns are {', '.join(header[:30]) or 'none'}"
