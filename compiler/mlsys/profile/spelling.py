"""How people spell numbers, flags, codes and dates."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal, TypeAlias

Order: TypeAlias = Literal["year", "day", "month"]
"""What a date begins with."""

ORDERS: Final[tuple[Order, ...]] = ("year", "day", "month")
TRUE: Final = frozenset({"1", "true", "t", "yes", "y", "on"})
FALSE: Final = frozenset({"0", "false", "f", "no", "n", "off"})
_SPELLINGS: Final = 12
"""More different values than these are no flags, whatever they are."""
_FLOATING: Final = re.compile(r"\.0+\Z")
_CODE: Final = re.compile(r"0[0-9]+\Z")
_COMMA: Final = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,[0-9]+)?\Z")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?\Z")
_DATE: Final = re.compile(
    r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})"
    r"(?:[ T,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?\Z"
)
_THIS_CENTURY: Final = 70
"""Years of two digits below are of this century."""


def numbers_of(values: Sequence[str], decimal: str = ".") -> list[float] | None:
    """Return ``values`` as finite numbers; ``None`` when one of them is none."""
    if decimal == ",":
        values = [_with_point(value) for value in values]
    try:
        numbers = list(map(float, values))
    except ValueError:
        return None
    return numbers if all(map(math.isfinite, numbers)) and "_" not in "".join(values) else None


def holds_codes(values: Iterable[str]) -> bool:
    """Return whether one of ``values`` begins with a zero that a number would lose, as postcodes do."""
    return any(map(_CODE.match, values))


def are_flags(levels: Collection[str]) -> bool:
    """Return whether all of ``levels`` say yes or no, and some say each."""
    if len(levels) > _SPELLINGS:
        return False
    words = {_FLOATING.sub("", level.lower()) for level in levels}
    return words <= TRUE | FALSE and bool(words & TRUE) and bool(words & FALSE)


def says_yes(level: str) -> bool:
    """Return whether a value of a flag says yes."""
    return _FLOATING.sub("", level.lower()) in TRUE


def decimal_of(columns: Iterable[Sequence[str]]) -> Literal[".", ","]:
    """Return what separates the decimals in most of the ``columns``, each without its missing values."""
    commas = points = 0
    for values in columns:
        text = "".join(values)
        if "," in text:
            commas += all(map(_COMMA.match, values))
        elif "." in text:
            points += numbers_of(values) is not None
    return "," if commas > points else "."


def moment_of(value: str, order: Order) -> datetime.datetime | None:
    """Return the moment that ``value`` means in UTC, when dates are written in ``order``."""
    if order == "year":
        return _iso(value)
    found = _DATE.match(value)
    if found is None or (order == "month" and found[2] == "."):
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day, month = (first, second) if order == "day" else (second, first)
    if len(found[4]) < len("2024"):
        year += 2000 if year < _THIS_CENTURY else 1900
    hour, minute, seconds = (int(part or 0) for part in found.groups()[4:])
    try:
        return datetime.datetime(year, month, day, hour, minute, seconds)
    except ValueError:
        return None


def _iso(value: str) -> datetime.datetime | None:
    if len(value) < len("2024-01-01") or not value[:4].isdigit():
        return None
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _with_point(value: str) -> str:
    """Return a number with a decimal comma as one with a point; a point may only stand between thousands."""
    value = value.replace(".", "" if _THOUSANDS.match(value) else "_")
    return value.replace(",", ".")
