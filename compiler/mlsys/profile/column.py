"""What one pass over a column shows, a chunk of rows at a time."""

from __future__ import annotations

import datetime
import enum
import hashlib
import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import mul
from typing import Final

from mlsys.profile.sketches import Reservoir, Sample
from mlsys.profile.spelling import ORDERS, Order, are_flags, holds_codes, moment_of, numbers_of

MAX_LEVELS: Final = 50
"""A text column with more different values is not treated as categorical."""
_SAMPLED: Final = 2_000
"""Different values of a column that are counted one by one; of more, a sample is."""
_LONG: Final = 100
"""Characters of a value that are kept to tell it from others."""
_MIN_ROWS: Final = 50
"""With fewer rows, a column can tell the target by chance."""
_WORDS: Final = ("na", "n/a", "nan", "null", "none")
NULLS: Final = frozenset(
    {"", "-", "?", *(f(word) for word in _WORDS for f in (str.lower, str.upper, str.title)), "NaN"}
)
"""Texts that usually mean: no value."""


class Kind(enum.Enum):
    """What the values of a column are."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    CATEGORICAL = "categorical"
    TIME = "timestamp"
    TEXT = "text"
    """Free text or identifiers: more than ``MAX_LEVELS`` different values that are no numbers."""


class Column:
    """Counters of one column."""

    def __init__(
        self, name: str, nulls: frozenset[str] = NULLS, sampled: int = _SAMPLED, decimal: str = "."
    ) -> None:
        self.name = name
        self.rows = self.missing = self.zeros = 0
        self.minimum, self.maximum = math.inf, -math.inf
        self.sample = Sample(max(sampled, MAX_LEVELS))
        self.numbers = Reservoir()
        self.by_target: dict[tuple[str, str], int] = {}
        """Rows by value and target, while both have few values."""
        self.odd = ""
        """The first value that is no number, of a column that began with numbers."""
        self.extents: dict[str, tuple[float, float]] = {}
        """Smallest and greatest number by target, while these do not overlap and targets are few."""
        self.gaps: set[str] = set()
        """The texts that stood for no value."""
        self.numeric = self.whole = True
        self._nulls, self._decimal = nulls, decimal
        self._spans: dict[Order, tuple[datetime.datetime, datetime.datetime] | None] = dict.fromkeys(ORDERS)
        self._paired = self._apart = True
        self._sum = self._squares = 0.0
        self._origin: float | None = None

    def add(self, texts: Iterable[str], targets: Sequence[str]) -> None:
        """Count the values of some rows beside the targets of these rows."""
        values = list(map(str.strip, texts))
        self.rows += len(values)
        present = [value for value in values if value not in self._nulls]
        if len(present) < len(values):
            self.missing += len(values) - len(present)
            self.gaps.update(self._nulls.intersection(values))
            targets = [t for t, value in zip(targets, values, strict=True) if value not in self._nulls]
        if not present:
            return
        if self.numeric:
            self._add_numbers(present, targets)
        if self.temporal and not self.numeric:
            self._add_moments(present)
        self.sample.add(present if max(map(len, present)) <= _LONG else map(_shortened, present))
        self._add_pairs(present, targets)

    def _add_numbers(self, present: Sequence[str], targets: Sequence[str]) -> None:
        numbers = None if holds_codes(present) else numbers_of(present, self._decimal)
        if numbers is None:
            self.numeric = self.whole = False
            if self.sample.counts:
                self._spans.clear()
                odd = (value for value in present if numbers_of((value,), self._decimal) is None)
                self.odd = next(odd, "")[:_LONG]
            return
        marks = f"{self._decimal}eE"
        self.whole = self.whole and not any(mark in "".join(present) for mark in marks)
        self.minimum = min(self.minimum, *numbers)
        self.maximum = max(self.maximum, *numbers)
        self.zeros += numbers.count(0.0)
        self.numbers.add(numbers)
        self._origin = numbers[0] if self._origin is None else self._origin
        shifted = [number - self._origin for number in numbers]
        self._sum += math.fsum(shifted)
        self._squares += math.fsum(map(mul, shifted, shifted))
        if self._apart:
            self._add_extents(numbers, targets)

    def _add_extents(self, numbers: Sequence[float], targets: Sequence[str]) -> None:
        for number, target in zip(numbers, targets, strict=True):
            low, high = self.extents.get(target, (number, number))
            self.extents[target] = min(low, number), max(high, number)
        spans = sorted(self.extents.values())
        self._apart = len(spans) <= MAX_LEVELS and all(a[1] < b[0] for a, b in itertools.pairwise(spans))

    def _add_moments(self, present: Sequence[str]) -> None:
        for order, span in tuple(self._spans.items()):
            moments = []
            for value in set(present):
                moment = moment_of(value, order)
                if moment is None:
                    del self._spans[order]
                    break
                moments.append(moment)
            else:
                ends = (*moments, *(span or ()))
                self._spans[order] = min(ends), max(ends)

    def _add_pairs(self, present: Sequence[str], targets: Sequence[str]) -> None:
        if not self._paired:
            return
        for pair, rows in Counter(zip(present, targets, strict=True)).items():
            self.by_target[pair] = self.by_target.get(pair, 0) + rows
        few = self.sample.exact and len(self.sample.counts) <= max(MAX_LEVELS, self.sample.limit // 2)
        if not few or len(self.by_target) > MAX_LEVELS**2:
            self._paired, self.by_target = False, {}

    @property
    def levels(self) -> dict[str, int]:
        """Rows by value as written; of a sample of the values when these are too many."""
        return self.sample.counts

    @property
    def filled(self) -> int:
        """Rows with a value."""
        return self.rows - self.missing

    @property
    def kind(self) -> Kind:
        """The type that all values of the column have."""
        if not self.filled:
            return Kind.TEXT
        if are_flags(self.levels):
            return Kind.BOOLEAN
        if self.numeric:
            return Kind.INTEGER if self.whole else Kind.NUMBER
        if self.temporal:
            return Kind.TIME
        return Kind.CATEGORICAL if self.sample.distinct <= MAX_LEVELS else Kind.TEXT

    @property
    def temporal(self) -> bool:
        """Whether all values so far can be moments."""
        return bool(self._spans)

    @property
    def order(self) -> Order | None:
        """What dates begin with; ``None`` when that cannot be told, as of 01/02/2024."""
        return next(iter(self._spans)) if len(self._spans) == 1 else None

    @property
    def first(self) -> datetime.datetime | None:
        """The earliest moment, where the order of dates is clear."""
        span = self._spans[self.order] if self.order else None
        return span[0] if span else None

    @property
    def last(self) -> datetime.datetime | None:
        """The latest moment, where the order of dates is clear."""
        span = self._spans[self.order] if self.order else None
        return span[1] if span else None

    @property
    def constant(self) -> bool:
        """Whether the column tells nothing apart."""
        return self.sample.distinct < 2

    @property
    def unique(self) -> bool:
        """Whether no value comes twice, as in an identifier."""
        return self.rows > 1 and not self.missing and not self.sample.repeated

    @property
    def mean(self) -> float:
        """Mean of the numbers."""
        return (self._origin or 0.0) + self._sum / max(1, self.filled)

    @property
    def deviation(self) -> float:
        """Standard deviation of the numbers."""
        mean = self._sum / max(1, self.filled)
        return math.sqrt(max(0.0, self._squares / max(1, self.filled) - mean * mean))

    def tells_target(self) -> float:
        """Return for which share of the rows the value tells the target; zero unless that halves errors."""
        if self.constant or self.filled < _MIN_ROWS:
            return 0.0
        if self._paired and self.sample.distinct <= min(MAX_LEVELS, self.filled / 10):
            best: dict[str, int] = {}
            for (level, _), rows in self.by_target.items():
                best[level] = max(best.get(level, 0), rows)
            share = sum(best.values()) / self.filled
            return share if 1 - share <= (1 - self._most_frequent_target()) / 2 else 0.0
        return float(self.numeric and self._apart and len(self.extents) > 1)

    def _most_frequent_target(self) -> float:
        """Return the share of rows that are told by no value at all."""
        rows: Counter[str] = Counter()
        for (_, target), hits in self.by_target.items():
            rows[target] += hits
        return max(rows.values()) / self.filled


def _shortened(value: str) -> str:
    if len(value) <= _LONG:
        return value
    return f"{value[:_LONG]}…{hashlib.blake2b(value.encode(), digest_size=8).hexdigest()}"
