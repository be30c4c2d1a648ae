"""Counts and quantiles in memory that does not grow with the table."""

from __future__ import annotations

import math
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

T = TypeVar("T")

SIZE: Final = 10_000
"""Items that a sample keeps; a quantile is then off by half a percent of the rows, one time in three."""


class Sample:
    """Values with the number of their rows: all of them, or those of some hashes once they are too many.

    A value that is kept is counted in every row, so that how often values repeat is known exactly for the
    sample and is scaled up for the table (adaptive sampling, Wegman; Flajolet 1990).
    """

    __slots__ = ("counts", "level", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.counts: dict[str, int] = {}
        self.level = 0
        """One value in ``2 ** level`` is kept."""

    def add(self, values: Iterable[str]) -> None:
        """Count one row for each of ``values``."""
        counts, mask = self.counts, (1 << self.level) - 1
        for value, rows in Counter(values).items():
            if not mask or not _hash(value) & mask:
                counts[value] = counts.get(value, 0) + rows
        while len(self.counts) > self.limit:
            self.level += 1
            mask = (1 << self.level) - 1
            self.counts = {value: rows for value, rows in self.counts.items() if not _hash(value) & mask}

    @property
    def exact(self) -> bool:
        """Whether every value is kept."""
        return self.level == 0

    @property
    def distinct(self) -> int:
        """How many different values there are, estimated when not all of them are kept."""
        return len(self.counts) << self.level

    @property
    def repeated(self) -> bool:
        """Whether any of the values that are kept stands in more than one row."""
        return any(rows > 1 for rows in self.counts.values())

    def sizes(self, most: int) -> dict[int, int]:
        """Return how many values stand in how many rows; ``most`` stands for that many and more."""
        found = Counter(min(rows, most) for rows in self.counts.values())
        return {size: found[size] << self.level for size in sorted(found)}


class Draw(Generic[T]):
    """A uniform sample (Li 1994, algorithm L), the same for the same items in the same order."""

    __slots__ = ("_chance", "_next", "_random", "seen", "size", "values")

    def __init__(self, size: int = SIZE) -> None:
        self.values: list[T] = []
        self.seen = 0
        self.size = size
        self._random = random.Random(0)
        self._chance = 1.0
        self._next = -1

    def add(self, items: Sequence[T]) -> None:
        """Take items into the sample."""
        start, self.seen = self.seen, self.seen + len(items)
        room = self.size - len(self.values)
        if room > 0:
            self.values += items[:room]
            if len(self.values) == self.size:
                self._next = self.size - 1
                self._skip()
        while 0 <= self._next < self.seen:
            self.values[self._random.randrange(self.size)] = items[self._next - start]
            self._skip()

    def _skip(self) -> None:
        """Choose the next item that is taken in."""
        self._chance *= math.exp(math.log(1 - self._random.random()) / self.size)
        gap = math.log(1 - self._random.random()) / math.log1p(-self._chance)
        self._next += int(gap) + 1


class Reservoir(Draw[float]):
    """A uniform sample of numbers."""

    __slots__ = ()

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Return the number at or below which each of ``shares`` of the rows lies."""
        ordered = sorted(self.values)
        return [ordered[max(0, math.ceil(share * len(ordered)) - 1)] for share in shares] if ordered else []


def _hash(value: str) -> int:
    """Return what decides whether a value is kept; of a pair joined by NUL, the first half alone does."""
    return zlib.crc32(value.partition("\0")[0].encode("utf-8", "surrogatepass"))
