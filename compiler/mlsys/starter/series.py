"""Whether the rows of a table are steps of one or many time series."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mlsys.profile.column import Column, Kind
from mlsys.profile.spelling import moment_of
from mlsys.profile.table import Table
from mlsys.starter.kinds import type_of
from mlsys.starter.names import named_like_key

_MIN_STEPS: Final = 20
"""Fewer moments are no history."""
_FILLED: Final = 0.8
"""Share of the steps of all series that have a row; of other tables, most combinations have none."""
_SERIES_COLUMNS: Final = 8
_MONTH: Final = datetime.timedelta(days=28)
_YEAR: Final = datetime.timedelta(days=365)
_STEPS: Final = {
    datetime.timedelta(minutes=1): ("1min", 60),
    datetime.timedelta(minutes=5): ("5min", 12),
    datetime.timedelta(minutes=10): ("10min", 6),
    datetime.timedelta(minutes=15): ("15min", 96),
    datetime.timedelta(minutes=30): ("30min", 48),
    datetime.timedelta(hours=1): ("1h", 24),
    datetime.timedelta(days=1): ("1d", 7),
    datetime.timedelta(weeks=1): ("1w", 4),
}
"""Frequency and usual horizon in steps, by the time between two rows."""


@dataclass(frozen=True, slots=True)
class Series:
    """How a table is made of time series."""

    columns: tuple[str, ...]
    """What tells the series apart; nothing where there is one."""
    frequency: str
    horizon: int
    """A usual number of steps to look ahead."""


def find_series(table: Table, time: Column, columns: Sequence[Column]) -> Series | None:
    """Return the series that the rows are steps of; ``None`` where steps are irregular or rows no steps.

    Rows are steps when there is one for each moment, or one for each moment and combination of the values of
    one or two columns, with few gaps.
    """
    texts = table.sample.get(time.name, ())
    moments = [moment_of(text, "year") for text in texts if text not in time.gaps]
    found = sorted({moment for moment in moments if moment is not None})
    step = _step(found) if len(found) >= _MIN_STEPS and len(moments) == len(texts) else None
    if step is None:
        return None
    for names in _combinations(columns):
        keys = list(zip(*(table.sample[name] for name in names), strict=True)) if names else [()] * len(texts)
        unique = len(set(zip(keys, moments, strict=True))) == len(texts)
        if unique and table.rows >= _FILLED * len(set(keys)) * len(found):
            return Series(names, *step)
    return None


def _combinations(columns: Sequence[Column]) -> Iterator[tuple[str, ...]]:
    """Yield no column, each that can tell series apart, and each pair of them."""
    telling = [
        column.name
        for column in columns
        if not column.constant
        and (type_of(column) in (Kind.CATEGORICAL, Kind.TEXT) or named_like_key(column.name))
    ][:_SERIES_COLUMNS]
    yield ()
    for size in (1, 2):
        yield from itertools.combinations(telling, size)


def _step(moments: Sequence[datetime.datetime]) -> tuple[str, int] | None:
    """Return frequency and usual horizon when the moments are regular; single steps may be missing."""
    gaps = {later - earlier for earlier, later in itertools.pairwise(moments)}
    step = min(gaps)
    if step in _STEPS:
        regular = all(gap % step == datetime.timedelta() for gap in gaps)
        return _STEPS[step] if regular and _dense(moments, step) else None
    if len({moment.day for moment in moments}) == 1 or all(_ends_month(moment) for moment in moments):
        if step >= _YEAR:
            return ("year", 3) if _dense(moments, _YEAR) else None
        return ("month", 12) if step >= _MONTH and _dense(moments, _MONTH) else None
    return None


def _dense(moments: Sequence[datetime.datetime], step: datetime.timedelta) -> bool:
    return len(moments) >= _FILLED * ((moments[-1] - moments[0]) / step + 1)


def _ends_month(moment: datetime.datetime) -> bool:
    return (moment + datetime.timedelta(days=1)).day == 1
