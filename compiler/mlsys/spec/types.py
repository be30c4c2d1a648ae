"""The value types that the sections share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

from msgspec import Struct

from mlsys.spec.fields import Section
from mlsys.spec.quantities import Duration, Money, Rate
from mlsys.spec.ranges import Range
from mlsys.spec.scalars import NUMBER, parse_number, to_level

T = TypeVar("T")


class Form(Struct, frozen=True, eq=False):
    """How a type is written, for types that are not classes of their own."""

    name: str
    types: tuple[str, ...]
    """Types in JSON."""
    doc: str
    quantity: str
    """Kind of the quantity, for messages."""
    form: str
    """How to write it, as a phrase."""
    examples: tuple[object, ...]
    convert: Callable[[Any], Any]
    """From the plain value to the bound one; raises ``ValueError`` when the form is another one."""
    limits: Limits


class Limits(Struct, frozen=True):
    """What the schema demands of a value beyond its type."""

    minimum: float | None = None
    exclusive_minimum: float | None = None
    maximum: float | None = None
    exclusive_maximum: float | None = None
    min_length: int | None = None
    """Fewest characters or items."""
    max_length: int | None = None
    pattern: str | None = None


class Keyed(Struct, frozen=True):
    """Marks a map from names to values; ``pattern`` is what a name must look like."""

    pattern: str


class Tagged(Struct, frozen=True):
    """Marks a union of sections; their common base knows the tag and the members."""

    base: type[Section]


SLUG = r"^(?!x-)[A-Za-z][A-Za-z0-9_.@-]*$"
"""A name that can stand in a path, in a file name and in code."""

_PERCENTAGE = r"^(?:100(?:\.0{1,30})?|[0-9]{1,2}(?:\.[0-9]{1,30})?) ?%$"
_OPEN_PERCENTAGE = r"^(?!0+(?:\.0+)? ?%)[0-9]{1,2}(?:\.[0-9]{1,30})? ?%$"


def _to_cost(value: object) -> Money:
    return Money.parse(value) if isinstance(value, str) else Money(float(value))  # type: ignore[arg-type]


def _to_count(value: object) -> int:
    return int(parse_number(value)) if isinstance(value, str) else int(value)  # type: ignore[call-overload]


def _to_rate_range(value: str) -> Range[Rate]:
    return Range.parse(value, Rate)


Ratio: TypeAlias = Annotated[
    float,
    Form(
        "Ratio",
        ("number", "string"),
        "A share between 0 and 1: `99.9%` or `0.999`.",
        "ratio",
        "a percentage or a number from 0 to 1",
        ("99.9%", 0.999),
        to_level,
        Limits(minimum=0, maximum=1, pattern=_PERCENTAGE),
    ),
]
"""A share between 0 and 1, written ``99.9%`` or ``0.999``."""

OpenRatio: TypeAlias = Annotated[
    float,
    Form(
        "OpenRatio",
        ("number", "string"),
        "A share between 0 and 1, both excluded: `99.9%` or `0.999`.",
        "ratio",
        "a percentage or a number between 0 and 1",
        ("99.9%", 0.999),
        to_level,
        Limits(exclusive_minimum=0, exclusive_maximum=1, pattern=_OPEN_PERCENTAGE),
    ),
]
"""A share that is neither 0 nor 1."""

Level: TypeAlias = Annotated[
    float,
    Form(
        "Level",
        ("number", "string"),
        "A number, or a percentage: `0.8`, `80%`, `12.5`.",
        "level",
        "a number or a percentage",
        (0.8, "80%", 12.5),
        to_level,
        Limits(pattern=rf"^-?{NUMBER} ?%$"),
    ),
]
"""Any number; a percentage is a fraction."""

Interval: TypeAlias = Annotated[
    Duration,
    Form(
        "Interval",
        ("string",),
        "A length of time, more than nothing.",
        Duration.NAME,
        f"{Duration.FORM}, more than 0",
        Duration.EXAMPLES,
        Duration.parse,
        Limits(pattern=Duration.PATTERN.replace("^", r"^(?!0+(?:\.0+)? ?[a-z])")),
    ),
]
"""A duration by which something can be divided."""

Cost: TypeAlias = Annotated[
    Money,
    Form(
        "Cost",
        ("number", "string"),
        "An amount of money, or a bare number for relative costs.",
        "cost",
        "a number, with or without a currency code",
        ("20 USD", 50),
        _to_cost,
        Limits(minimum=0, pattern=Money.PATTERN),
    ),
]
"""Money, or a bare number when only the proportion of costs matters."""

Count: TypeAlias = Annotated[
    int,
    Form(
        "Count",
        ("integer", "string"),
        "A count: `7043`, `50k`, `10M`.",
        "count",
        "a whole number, or one with k, M or B",
        (7043, "10M"),
        _to_count,
        Limits(minimum=0, pattern=rf"^(?:[0-9]{{1,15}}|{NUMBER}[kMB])$"),
    ),
]
"""A whole number that may be written ``10M``."""

PositiveCount: TypeAlias = Annotated[
    int,
    Form(
        "PositiveCount",
        ("integer", "string"),
        "A count of at least one: `7043`, `50k`, `10M`.",
        "count",
        "a whole number, or one with k, M or B",
        (7043, "10M"),
        _to_count,
        Limits(minimum=1, pattern=rf"^(?!0+(?:\.0+)?[kMB]?$)(?:[0-9]{{1,15}}|{NUMBER}[kMB])$"),
    ),
]
"""A count that something can be divided by."""

RateRange: TypeAlias = Annotated[
    Range[Rate],
    Form(
        "RateRange",
        ("string",),
        "A range of rates: `1M/day..10M/day`, or one rate.",
        "range of rates",
        f"one rate or two with `..` between them, each {Rate.FORM}",
        ("1M/day..10M/day", "20k/day"),
        _to_rate_range,
        Limits(pattern=Range.pattern(Rate)),
    ),
]
"""Rates between two ends, or one rate."""

Text: TypeAlias = Annotated[str, Limits(min_length=1)]
Positive: TypeAlias = Annotated[int, Limits(minimum=1)]
NonNegative: TypeAlias = Annotated[int, Limits(minimum=0)]

Named: TypeAlias = Annotated[Mapping[str, T], Keyed(SLUG)]
"""A map whose keys are names that the author chooses."""
Columns: TypeAlias = Annotated[Mapping[str, T], Keyed(r"^(?!x-).+$")]
"""A map whose keys are columns of the data or classes, free in their spelling."""
Free: TypeAlias = Annotated[Mapping[str, Any], "free"]
"""A map that the language does not interpret."""


class Overlay(dict[str, Any]):
    """Parts of the document as plain values, not yet merged."""


Cron: TypeAlias = Annotated[str, Limits(pattern=r"^[0-9*,/-]+( [0-9A-Za-z*,/-]+){4}$")]
"""A five-field cron expression, in UTC."""
Semver: TypeAlias = Annotated[
    str,
    Limits(pattern=r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:[-+][0-9A-Za-z.+-]+)?$"),
]
"""A semantic version."""
