"""What a table is read from: named columns of texts, a chunk of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

CHUNK: Final = 4096
"""Rows that are looked at together, which is many times faster than one by one."""


class Rows(Protocol):
    """A table that is read once, from its first row to its last."""

    @property
    def header(self) -> Sequence[str]:
        """Return the names of the columns, not empty."""

    @property
    def separator(self) -> str | None:
        """Return what separates columns; ``None`` where nothing does."""

    @property
    def read(self) -> int:
        """Return how many bytes of the file were read so far."""

    @property
    def sha256(self) -> str:
        """Return the digest of the file, once all rows were read."""

    def chunks(self) -> Iterator[Sequence[Sequence[str]]]:
        """Yield up to ``CHUNK`` rows at a time, each with a text for every column."""
