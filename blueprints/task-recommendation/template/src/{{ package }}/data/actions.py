"""The table of actions: who took which item, and when. Names are text, so that leading zeros stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..config import design
from ..config.errors import OperatorError

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


class DataError(OperatorError):
    """The data cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Actions:
    """Actions in the order of time; users and items are places in their sorted names."""

    users: pl.Series
    items: pl.Series
    user: Places
    item: Places
    time: NDArray[np.datetime64]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Actions:
        """The actions of a typed table."""
        # The names break ties, so that the order of the file changes nothing.
        ordered = frame.sort(design.TIME, design.USER, design.ITEM)
        users, items = (frame[name].unique().sort() for name in (design.USER, design.ITEM))
        return cls(
            users,
            items,
            users.search_sorted(ordered[design.USER]).cast(pl.Int64).to_numpy(),
            items.search_sorted(ordered[design.ITEM]).cast(pl.Int64).to_numpy(),
            ordered[design.TIME].to_numpy(),
        )

    def __len__(self) -> int:
        return len(self.user)

    @property
    def newest(self) -> datetime:
        """The time of the last action."""
        moment: datetime = self.time[-1].astype("datetime64[us]").item()
        return moment

    def between(self, start: int, end: int) -> Actions:
        """Some of the actions, with the same names."""
        part = slice(start, end)
        return Actions(self.users, self.items, self.user[part], self.item[part], self.time[part])

    def counts(self) -> csr_array:
        """How often each user took each item."""
        shape = (len(self.users), len(self.items))
        return csr_array((np.ones(len(self)), (self.user, self.item)), shape=shape)


@dataclass(frozen=True, slots=True)
class Parts:
    """Actions before the choice, those that choose, and those that judge; moments are not torn apart."""

    train: Actions
    choice: Actions
    known: Actions
    """Everything before the test."""
    test: Actions


def split(actions: Actions) -> Parts:
    """Cut in time: no list knows an action of the time that it is judged on."""
    judged = cut(actions, 1 - design.TEST_SHARE)
    chosen = cut(actions, 1 - design.TEST_SHARE - design.CHOICE_SHARE)
    end = len(actions)
    return Parts(
        actions.between(0, chosen),
        actions.between(chosen, judged),
        actions.between(0, judged),
        actions.between(judged, end),
    )


def cut(actions: Actions, share: float) -> int:
    """The first action of the moment at which a share of the actions is reached."""
    moment = actions.time[min(len(actions) - 1, round(share * len(actions)))]
    return int(np.searchsorted(actions.time, moment))


def load(path: Path) -> Actions:
    """The actions of a file.

    Raises:
        DataError: with every fault that the table has.
    """
    frame = raw(path)
    names = (design.USER, design.ITEM, design.TIME)
    if missing := [name for name in names if name not in frame.columns]:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}")
    if not frame.height:
        raise DataError(f"{path} has no rows")
    typed = frame.select(
        pl.col(design.USER).cast(pl.String),
        pl.col(design.ITEM).cast(pl.String),
        moments(frame[design.TIME]).alias(design.TIME),
    )
    if faults := list(faults_of(typed)):
        raise DataError("\n  ".join([f"{path} breaks its contract:", *faults]))
    return Actions.of(typed)


def raw(path: Path) -> pl.DataFrame:
    """The rows as they stand in the file."""
    try:
        match path.suffix.lower():
            case ".parquet":
                return pl.read_parquet(path)
            case ".jsonl":
                return pl.read_ndjson(path)
            case _:
                nulls = list(design.NULL_VALUES)
                return pl.read_csv(path, separator=design.SEPARATOR, null_values=nulls, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from None


def moments(column: pl.Series) -> pl.Series:
    """The times of the rows; null where a text is none."""
    if column.dtype.is_temporal():
        return column.cast(pl.Datetime("us"))
    for pattern in DATE_FORMATS:
        found = column.cast(pl.String).str.to_datetime(pattern, strict=False, time_unit="us")
        if found.null_count() == column.null_count():
            return found
    return column.cast(pl.String).str.to_datetime(DATE_FORMATS[0], strict=False, time_unit="us")


def faults_of(typed: pl.DataFrame) -> Iterator[str]:
    """What breaks the contract, with the number of rows."""
    for name in typed.columns:
        if empty := typed[name].null_count():
            yield f"{name}: {empty:,} rows without a value that can be read"
    for name in (design.USER, design.ITEM):
        if typed[name].n_unique() < 2:
            yield f"{name}: all rows are of one"
