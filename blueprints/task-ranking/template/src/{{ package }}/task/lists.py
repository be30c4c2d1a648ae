"""Lists: the items of each query, and the order in which scores put them.

Items with one score stand in the order of a hash of their names: in that of the table a model that answers
the same for all would look perfect where the table is sorted by its label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import ITEM, QUERY
from .target import labels

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]


class Order(NamedTuple):
    """Rows in the order in which they are shown, query by query."""

    rows: Whole
    """Their numbers."""
    rank: Whole
    """The place of each in its list, from 0."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The rows of a table as lists; as long as there are queries."""

    grades: Floats
    query: Whole
    """The number of each row's query, from 0."""
    ties: NDArray[np.uint64]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Lists:
        """The lists of a table with grades, whatever the order of its rows."""
        return cls(labels(frame).to_numpy(), queries(frame), hashes(frame[ITEM]))

    def __len__(self) -> int:
        return int(self.query.max(initial=-1)) + 1

    def ordered(self, scores: Floats) -> Order:
        """The lists as the scores put them."""
        return ordered(self.query, scores, self.ties)


def queries(frame: pl.DataFrame) -> Whole:
    """The number of each row's query, from 0."""
    return (frame[QUERY].rank("dense").cast(pl.Int64) - 1).to_numpy()


def hashes(items: Iterable[str | None]) -> NDArray[np.uint64]:
    """What decides between items with one score: the same on every machine, and of no meaning."""
    digests = b"".join(blake2b(str(item).encode(), digest_size=8).digest() for item in items)
    return np.frombuffer(digests, ">u8").astype(np.uint64)


def ordered(query: Whole, scores: Floats, ties: NDArray[np.uint64]) -> Order:
    """Rows query by query, the highest score first."""
    rows = np.lexsort((ties, -scores, query))
    sizes = np.bincount(query)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return Order(rows, np.arange(len(rows)) - starts)


def places(query: Whole, scores: Floats, ties: NDArray[np.uint64]) -> Whole:
    """The place of each row in its list, from 1, in the order of the rows."""
    order = ordered(query, scores, ties)
    found = np.empty(len(scores), np.int64)
    found[order.rows] = order.rank + 1
    return found
