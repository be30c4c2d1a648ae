"""What one pass over a CSV file shows of its columns, in memory that does not grow with the file."""

from __future__ import annotations

import csv
import datetime
import enum
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from mlsys.errors import MlsysError

MAX_LEVELS: Final = 50
"""A text column with more different values is not treated as categorical."""
_MAX_DISTINCT: Final = 100_000
"""Different values that are counted before a column is simply called varied."""
_MIN_ROWS: Final = 50
"""With fewer rows, a column can tell the target by chance."""
_NULLS: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})
_BOOLEANS: Final = frozenset({"0", "1"}), frozenset({"true", "false"})


class Kind(enum.Enum):
    """What the values of a column are."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    CATEGORICAL = "categorical"
    TIME = "time"
    TEXT = "text"
    """Free text or identifiers: more than ``MAX_LEVELS`` different values that are no numbers."""


class Column(Struct):
    """Counters of one column."""

    name: str
    rows: int = 0
    missing: int = 0
    minimum: float = math.inf
    maximum: float = -math.inf
    levels: dict[str, int] = field(default_factory=dict)
    """Rows by value as written; stops growing at a limit."""
    by_target: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rows by value and target, while the column has few values."""
    extents: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Smallest and greatest number by target, while the target has few values."""
    numeric: bool = True
    whole: bool = True
    temporal: bool = True

    def add(self, text: str, target: str) -> None:
        """Count one value."""
        self.rows += 1
        value = text.strip()
        if value.lower() in _NULLS:
            self.missing += 1
            return
        if self.numeric:
            self._add_number(value, target)
        if self.temporal:
            self.temporal = _is_time(value)
        if value in self.levels or len(self.levels) < _MAX_DISTINCT:
            self.levels[value] = self.levels.get(value, 0) + 1
        if len(self.levels) <= MAX_LEVELS and len(self.by_target) < MAX_LEVELS**2:
            self.by_target[value, target] = self.by_target.get((value, target), 0) + 1

    def _add_number(self, value: str, target: str) -> None:
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            self.numeric = self.whole = False
            return
        self.whole = self.whole and number == int(number) and "." not in value and "e" not in value.lower()
        self.minimum = min(self.minimum, number)
        self.maximum = max(self.maximum, number)
        if target in self.extents or len(self.extents) <= MAX_LEVELS:
            low, high = self.extents.get(target, (number, number))
            self.extents[target] = min(low, number), max(high, number)

    @property
    def kind(self) -> Kind:
        """The type that all values of the column have."""
        if not self.levels:
            return Kind.TEXT
        if frozenset(level.lower() for level in self.levels) in _BOOLEANS:
            return Kind.BOOLEAN
        if self.numeric:
            return Kind.INTEGER if self.whole else Kind.NUMBER
        if self.temporal:
            return Kind.TIME
        return Kind.CATEGORICAL if len(self.levels) <= MAX_LEVELS else Kind.TEXT

    @property
    def constant(self) -> bool:
        """Whether the column tells nothing apart."""
        return len(self.levels) < 2

    @property
    def unique(self) -> bool:
        """Whether no value comes twice, as in an identifier."""
        return self.rows > 1 and len(self.levels) == self.rows

    def gives_target_away(self, share: float = 0.99) -> bool:
        """Return whether the value tells the target for ``share`` of the rows; too good to be true."""
        filled = self.rows - self.missing
        if self.constant or filled < _MIN_ROWS:
            return False
        if len(self.levels) <= min(MAX_LEVELS, filled / 10):
            best: dict[str, int] = {}
            for (level, _), rows in self.by_target.items():
                best[level] = max(best.get(level, 0), rows)
            return sum(best.values()) >= share * filled
        spans = sorted(self.extents.values())
        return 1 < len(spans) <= MAX_LEVELS and all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def scan(path: Path, target: str) -> Mapping[str, Column]:
    """Return the columns of the CSV file at ``path``, in its order.

    Raises:
        MlsysError: if the file cannot be read as CSV in UTF-8, or has no column ``target``.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return _scan(csv.reader(file, _dialect(file.read(64 * 1024), file)), target, path)
    except UnicodeDecodeError:
        raise MlsysError(f"{path} is not text in UTF-8", help="export it as CSV in UTF-8") from None
    except csv.Error as error:
        raise MlsysError(f"{path} is not CSV: {error}", help="export it as CSV with a header line") from None
    except OSError as error:
        raise MlsysError(
            f"{path} cannot be read: {error.strerror}", help="check the path and the rights of the file"
        ) from None


def _dialect(sample: str, file: object) -> type[csv.Dialect]:
    """Tell the separator from the header line; quotes follow RFC 4180."""
    assert hasattr(file, "seek")
    file.seek(0)
    header = sample.partition("\n")[0]
    separator = max(",;\t|", key=header.count)
    return type("Separated", (csv.excel,), {"delimiter": separator})


def _scan(rows: Iterator[Sequence[str]], target: str, path: Path) -> Mapping[str, Column]:
    header = [name.strip() for name in next(rows, [])]
    if target not in header:
        from mlsys.diagnostics.suggest import closest

        near = closest(target, header)
        known = f"did you mean `{near}`?" if near else f"its columns are {', '.join(header[:30]) or 'none'}"
        raise MlsysError(f"{path} has no column `{target}`", help=known)
    if len(set(header)) < len(header):
        twice = next(name for name in header if header.count(name) > 1)
        raise MlsysError(f"{path} has two columns called `{twice}`", help="give every column its own name")
    columns = [Column(name) for name in header]
    position = header.index(target)
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(columns):
            raise MlsysError(
                f"{path}:{number}: {len(row)} values under {len(columns)} columns",
                help="quote values that contain the separator",
            )
        for column, value in zip(columns, row, strict=True):
            column.add(value, row[position].strip())
    if not columns[position].levels:
        raise MlsysError(f"{path} has no values in column `{target}`", help="choose the column to predict")
    return {column.name: column for column in columns}


def _is_time(value: str) -> bool:
    if len(value) < len("2024-01-01") or not value[:4].isdigit():
        return False
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
