"""Rows of a CSV file in UTF-8 with a header."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final

from mlsys.errors import MlsysError
from mlsys.profile.rows import CHUNK

_LONGEST_HEADER: Final = 1_000_000
_QUOTED: Final = re.compile(r'"[^"]*"')


class CsvRows:
    """The rows of a CSV file; the header tells the separator unless it is known."""

    def __init__(self, path: Path, file: IO[bytes], separator: str | None) -> None:
        """Read the header.

        Raises:
            MlsysError: if there is none.
        """
        self._path, self._file, self._rows = path, _Digesting(file), 0
        self._text = io.TextIOWrapper(
            io.BufferedReader(self._file, 1 << 20), encoding="utf-8-sig", newline=""
        )
        first = self._first_record()
        self.separator = separator or max(",;\t|", key=_QUOTED.sub("", first).count)
        dialect = type("Separated", (csv.excel,), {"delimiter": self.separator})
        self._reader = csv.reader(chain(first.splitlines(keepends=True), self._text), dialect)
        self.header = [name.strip() for name in next(self._reader, [])]
        if not any(self.header):
            raise MlsysError(f"{path} has no header", help="name the columns in its first line")

    @property
    def read(self) -> int:
        """Return how many bytes were read so far."""
        return self._file.size

    @property
    def sha256(self) -> str:
        """Return the digest of what was read."""
        return self._file.digest.hexdigest()

    def chunks(self) -> Iterator[list[list[str]]]:
        """Yield some rows at a time.

        Raises:
            MlsysError: if a row is shorter or longer than the header.
        """
        width = len(self.header)
        while read := list(islice(self._reader, CHUNK)):
            rows = [row for row in read if row]
            for number, row in enumerate(rows, start=self._rows + 2):
                if len(row) != width:
                    raise MlsysError(
                        f"{self._path}:{number}: {len(row)} values under {width} columns",
                        help="quote values that contain the separator",
                    )
            self._rows += len(rows)
            if rows:
                yield rows

    def _first_record(self) -> str:
        """Return the header as text; a name in quotes may hold line breaks."""
        record = self._text.readline()
        while record.count('"') % 2 and len(record) < _LONGEST_HEADER and (line := self._text.readline()):
            record += line
        return record


class _Digesting(io.RawIOBase):
    """A file that is digested while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        self.digest.update(buffer[:read])
        self.size += read
        return read
