"""How often a cron schedule runs."""

from __future__ import annotations

import datetime
from functools import lru_cache
from itertools import pairwise

_START = datetime.date(2027, 1, 1)
_DAYS = 400
"""Long enough for every yearly schedule to run twice."""
_DAY = 86_400
_NAMES = {
    name: index
    for names, first in (
        ("jan feb mar apr may jun jul aug sep oct nov dec", 1),
        ("sun mon tue wed thu fri sat", 0),
    )
    for index, name in enumerate(names.split(), start=first)
}
_FIELDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))


@lru_cache(maxsize=64)
def gaps(schedule: str) -> tuple[float, ...]:
    """Return the times between the runs of a five-field cron expression in UTC, in seconds.

    Raises:
        ValueError: if the expression is malformed or never runs twice in 400 days.
    """
    minutes, hours, days, months, weekdays = (
        _expand(text, low, high) for text, (low, high) in zip(schedule.split(), _FIELDS, strict=True)
    )
    _, _, day_text, _, weekday_text = schedule.split()
    times = [hour * 3_600 + minute * 60 for hour in sorted(hours) for minute in sorted(minutes)]
    runs: list[int] = []
    for offset in range(_DAYS):
        date = _START + datetime.timedelta(days=offset)
        by_day, by_weekday = date.day in days, date.isoweekday() % 7 in {day % 7 for day in weekdays}
        # cron's own rule: when both are restricted, either is enough
        either = "*" not in (day_text[:1], weekday_text[:1])
        if date.month in months and (by_day or by_weekday if either else by_day and by_weekday):
            runs.extend(offset * _DAY + time for time in times)
    if len(runs) < 2:
        raise ValueError("no such day in more than a year")
    return tuple(float(b - a) for a, b in pairwise(runs))


def longest_gap(schedule: str) -> float:
    """Return the longest time between two runs, in seconds; infinite if it hardly ever runs."""
    try:
        return max(gaps(schedule))
    except ValueError:
        return float("inf")


def shortest_gap(schedule: str) -> float:
    """Return the shortest time between two runs, in seconds; infinite if it hardly ever runs."""
    try:
        return min(gaps(schedule))
    except ValueError:
        return float("inf")


def _expand(text: str, low: int, high: int) -> set[int]:
    values: set[int] = set()
    for part in text.lower().split(","):
        span, _, step = part.partition("/")
        first, _, last = span.partition("-")
        start = low if first == "*" else _number(first)
        end = high if first == "*" or (step and not last) else _number(last or first)
        if not low <= start <= end <= high:
            raise ValueError(f"`{part}` is not within {low}-{high}")
        values.update(range(start, end + 1, int(step or 1)))
    return values


def _number(text: str) -> int:
    if text in _NAMES:
        return _NAMES[text]
    if not text.isdecimal():
        raise ValueError(f"`{text}` is no number")
    return int(text)
