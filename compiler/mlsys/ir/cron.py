"""How often a cron schedule runs, as cronsim reads it: Debian's cron in five fields."""

from __future__ import annotations

import datetime
from functools import lru_cache
from itertools import islice, pairwise

from cronsim import CronSim, CronSimError

from mlsys.ir.wording import plural

_START = datetime.datetime(2027, 1, 1)
_DAY = 86_400
_DAYS = 400
_FIELDS = 5
"""Kubernetes and GitHub take no seconds, time zones or words such as ``@daily``."""
_YEARS = 9
"""Long enough for every leap day to come twice; days that are rarer than that are looked for beyond."""


@lru_cache(maxsize=64)
def gaps(schedule: str) -> tuple[float, float]:
    """Return the shortest and the longest time between two runs of a schedule in UTC, in seconds.

    Raises:
        ValueError: if the expression is malformed, or names a day that never comes.
    """
    parsed = _parsed(schedule)
    times = [hour * 3_600 + minute * 60 for hour in sorted(parsed.hours) for minute in sorted(parsed.minutes)]
    first, last = times[0], times[-1]
    found = [float(later - earlier) for earlier, later in pairwise(times)]
    found += [days * _DAY - last + first for days in _days_between(schedule.split(maxsplit=2)[2])]
    return min(found), max(found)


def portable(schedule: str) -> str:
    """Return a schedule with Sunday as 0: Kubernetes and GitHub do not know it as 7, as cron does.

    Raises:
        ValueError: if the expression is malformed.
    """
    *others, weekdays = schedule.split()
    if "7" not in weekdays:
        return schedule
    days = sorted({day % 7 for day in _parsed(schedule).weekdays if isinstance(day, int)})
    return " ".join([*others, ",".join(map(str, days))])


def _parsed(schedule: str) -> CronSim:
    fields = schedule.split()
    if len(fields) != _FIELDS:
        raise ValueError(f"it has {plural(len(fields), 'field')}, not {_FIELDS}")
    if "#" in schedule:
        raise ValueError("only some schedulers know #, the nth weekday of a month")
    try:
        parsed = CronSim(schedule, _START)
    except CronSimError as error:
        raise ValueError(_reason(str(error))) from error
    if any("L" in field.upper().replace("JUL", "") for field in fields):
        raise ValueError("only some schedulers know L, the last day")
    return parsed


def _days_between(day_part: str) -> set[int]:
    """Return the numbers of days between days with runs, from the last three fields."""
    if day_part == "* * *":
        return {1}
    between: set[int] = set()
    for earlier, later in islice(pairwise(CronSim(f"0 0 {day_part}", _START)), _DAYS):
        between.add((later - earlier).days)
        if later.year - _START.year >= _YEARS:
            break
    if not between:
        raise ValueError("no such day")
    return between


def longest_gap(schedule: str) -> float:
    """Return the longest time between two runs, in seconds; infinite if it never runs."""
    try:
        return gaps(schedule)[1]
    except ValueError:
        return float("inf")


def shortest_gap(schedule: str) -> float:
    """Return the shortest time between two runs, in seconds; infinite if it never runs."""
    try:
        return gaps(schedule)[0]
    except ValueError:
        return float("inf")


def _reason(said: str) -> str:
    """Return a phrase of ours for ``Bad hour``: the field is wrong, or its day is in no month."""
    return f"no such {said.removeprefix('Bad ').replace('-', ' ')}"
