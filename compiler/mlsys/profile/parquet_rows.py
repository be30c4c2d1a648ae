"""Rows of a Parquet file, which pyarrow reads where it is installed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from io import FileIO
from pathlib import Path
from typing import Any, Final

from mlsys.errors import MlsysError
from mlsys.profile.rows import CHUNK

MAGIC: Final = b"PAR1"
"""The first bytes of every Parquet file."""


class ParquetRows:
    """The rows of a Parquet file as the texts that a CSV file would hold; a missing value is empty."""

    separator = None

    def __init__(self, path: Path, file: FileIO) -> None:
        """Read the schema.

        Raises:
            MlsysError: if pyarrow is not installed or cannot read the file.
        """
        try:
            import pyarrow
            from pyarrow import parquet
        except ImportError:
            raise MlsysError(
                f"{path} is Parquet, which takes pyarrow to read",
                help="install it: `pip install 'mlsys-compiler[parquet]'`; or export a part as CSV",
            ) from None
        self._path, self._file, self._rows = path, file, 0
        self._faults: tuple[type[Exception], ...] = (pyarrow.ArrowException, OSError)
        try:
            self._table: Any = parquet.ParquetFile(file)
        except self._faults as error:
            raise self._unreadable(error) from None
        self.header: Sequence[str] = self._table.schema_arrow.names
        if not self.header:
            raise MlsysError(f"{path} has no columns", help="export it with the columns of the model")

    @property
    def read(self) -> int:
        """Return the share of the file that was read so far, in bytes: rows are taken for equally long."""
        size, rows = self._path.stat().st_size, self._table.metadata.num_rows
        return size * self._rows // rows if rows else size

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the whole file."""
        self._file.seek(0)
        return hashlib.file_digest(self._file, "sha256").hexdigest()

    def chunks(self) -> Iterator[list[tuple[str, ...]]]:
        """Yield some rows at a time.

        Raises:
            MlsysError: if the file is damaged.
        """
        try:
            for batch in self._table.iter_batches(CHUNK):
                self._rows += batch.num_rows
                columns = [map(_text, column.to_pylist()) for column in batch.columns]
                yield list(zip(*columns, strict=True))
        except self._faults as error:
            raise self._unreadable(error) from None

    def _unreadable(self, error: Exception) -> MlsysError:
        reason = str(error).partition("\n")[0].rstrip(".")
        return MlsysError(f"{self._path} cannot be read as Parquet: {reason}", help="export it again")


def _text(value: object) -> str:
    """Return ``value`` as CSV would hold it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
