"""The value types that the sections share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BeforeValidator, PlainValidator
from pydantic import Field as Constraint

from mlsys.spec.fields import without_extensions
from mlsys.spec.quantities import Duration, Money, Rate
from mlsys.spec.ranges import Range
from mlsys.spec.scalars import NUMBER, parse_number, to_level

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """How a type is written: its name and JSON Schema, for types that are not classes of their own."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keyed:
    """Marks a map from names to values; ``pattern`` is what a name must look like."""

    pattern: str


SLUG = r"^(?!x-)[A-Za-z][A-Za-z0-9_.@-]*$"
"""A name that can stand in a path, in a file name and in code."""

_PERCENTAGE = r"^(?:100(?:\.0{1,30})?|[0-9]{1,2}(?:\.[0-9]{1,30})?) ?%$"

Ratio: TypeAlias = Annotated[
    float,
    BeforeValidator(to_level),
    Form(
        "Ratio",
        {
            "type": ["number", "string"],
            "minimum": 0,
            "maximum": 1,
            "pattern": _PERCENTAGE,
            "description": "A share between 0 and 1: `99.9%` or `0.999`.",
            "examples": ["99.9%", 0.999],
            "x-mlsys": {"quantity": "ratio", "form": "a percentage or a number from 0 to 1"},
        },
    ),
]
"""A share between 0 and 1, written ``99.9%`` or ``0.999``."""

OpenRatio: TypeAlias = Annotated[
    float,
    BeforeValidator(to_level),
    Form(
        "OpenRatio",
        {
            "type": ["number", "string"],
            "exclusiveMinimum": 0,
            "exclusiveMaximum": 1,
            "pattern": r"^(?!0+(?:\.0+)? ?%)[0-9]{1,2}(?:\.[0-9]+)? ?%$",
            "description": "A share between 0 and 1, both excluded: `99.9%` or `0.999`.",
            "examples": ["99.9%", 0.999],
            "x-mlsys": {"quantity": "ratio", "form": "a percentage or a number between 0 and 1"},
        },
    ),
]
"""A share that is neither 0 nor 1."""

Interval: TypeAlias = Annotated[
    Duration,
    Form(
        "Interval",
        {
            "type": "string",
            "pattern": Duration.PATTERN.replace("^", r"^(?!0+(?:\.0+)? ?[a-z])"),
            "description": "A length of time, more than nothing.",
            "examples": list(Duration.EXAMPLES),
            "x-mlsys": {"quantity": Duration.NAME, "form": f"{Duration.FORM}, more than 0"},
        },
    ),
]
"""A duration by which something can be divided."""

Overlay: TypeAlias = Annotated[Mapping[str, Any], Form("Overlay", {})]
"""Parts of the document, not yet merged."""

Level: TypeAlias = Annotated[
    float,
    BeforeValidator(to_level),
    Form(
        "Level",
        {
            "type": ["number", "string"],
            "pattern": rf"^-?{NUMBER} ?%$",
            "description": "A number, or a percentage: `0.8`, `80%`, `12.5`.",
            "examples": [0.8, "80%", 12.5],
            "x-mlsys": {"quantity": "level", "form": "a number or a percentage"},
        },
    ),
]
"""Any number; a percentage is a fraction."""

Cost: TypeAlias = Annotated[
    Money,
    BeforeValidator(Money.relative),
    Form(
        "Cost",
        {
            "type": ["number", "string"],
            "minimum": 0,
            "pattern": Money.PATTERN,
            "description": "An amount of money, or a bare number for relative costs.",
            "examples": ["20 USD", 50],
            "x-mlsys": {"quantity": "cost", "form": "a number, with or without a currency code"},
        },
    ),
]
"""Money, or a bare number when only the proportion of costs matters."""


def _to_count(value: object) -> object:
    return int(parse_number(value)) if isinstance(value, str) else value


Count: TypeAlias = Annotated[
    int,
    BeforeValidator(_to_count),
    Form(
        "Count",
        {
            "type": ["integer", "string"],
            "minimum": 0,
            "pattern": rf"^(?:[0-9]{{1,15}}|{NUMBER}[kMB])$",
            "description": "A count: `7043`, `50k`, `10M`.",
            "examples": [7043, "10M"],
            "x-mlsys": {"quantity": "count", "form": "a whole number, or one with k, M or B"},
        },
    ),
]
"""A whole number that may be written ``10M``."""


def _to_rate_range(value: object) -> Range[Rate]:
    return value if isinstance(value, Range) else Range.parse(str(value), Rate)


RateRange: TypeAlias = Annotated[
    Range[Rate],
    PlainValidator(_to_rate_range),
    Form(
        "RateRange",
        {
            "type": "string",
            "pattern": Range.pattern(Rate),
            "description": "A range of rates: `1M/day..10M/day`, or one rate.",
            "examples": ["1M/day..10M/day", "20k/day"],
            "x-mlsys": {
                "quantity": "range of rates",
                "form": "rate..rate, each a number per s, min, h, day, week",
            },
        },
    ),
]
"""Rates between two ends, or one rate."""

Text: TypeAlias = Annotated[str, Constraint(min_length=1)]
Positive: TypeAlias = Annotated[int, Constraint(ge=1)]
NonNegative: TypeAlias = Annotated[int, Constraint(ge=0)]

Named: TypeAlias = Annotated[Mapping[str, T], BeforeValidator(without_extensions), Keyed(SLUG)]
"""A map whose keys are names that the author chooses."""
Columns: TypeAlias = Annotated[Mapping[str, T], BeforeValidator(without_extensions), Keyed(r"^(?!x-).+$")]
"""A map whose keys are columns of the data or classes, free in their spelling."""

Cron: TypeAlias = Annotated[str, Constraint(pattern=r"^[0-9*,/-]+( [0-9A-Za-z*,/-]+){4}$")]
"""A five-field cron expression, in UTC."""
Semver: TypeAlias = Annotated[
    str,
    Constraint(pattern=r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:[-+][0-9A-Za-z.+-]+)?$"),
]
