"""The value types that the sections share: named, with their form, limits and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeAlias, TypeVar, get_args

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Strict
from pydantic_core import CoreSchema, core_schema

from mlsys.spec.fields import is_extension
from mlsys.spec.quantities import Duration, JsonSchema, Money, Quantity, Rate, core_reference
from mlsys.spec.ranges import Range
from mlsys.spec.scalars import NUMBER, parse_number, to_level

T = TypeVar("T")

# -- scalars: what YAML reads as one type is not taken for another ------------------------------------


def _whole(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a whole number")
    return value


Flag: TypeAlias = Annotated[bool, Strict()]
Number: TypeAlias = Annotated[float, Strict()]
Text: TypeAlias = Annotated[str, Field(min_length=1)]
Positive: TypeAlias = Annotated[int, Field(ge=1), BeforeValidator(_whole)]
NonNegative: TypeAlias = Annotated[int, Field(ge=0), BeforeValidator(_whole)]
ImageSide: TypeAlias = Annotated[int, Field(ge=4, le=64), BeforeValidator(_whole)]
Port: TypeAlias = Annotated[int, Field(ge=1, le=65535), BeforeValidator(_whole)]
PositiveNumber: TypeAlias = Annotated[Number, Field(gt=0)]
Factor: TypeAlias = Annotated[Number, Field(ge=1)]


def text_form(pattern: str, form: str, *, max_length: int | None = None) -> Any:
    """Return the constraint on a text of a certain form, with the words for it."""
    return Field(pattern=pattern, max_length=max_length, json_schema_extra={"x-mlsys": {"form": form}})


Cron: TypeAlias = Annotated[
    str,
    text_form(r"^[0-9*,/-]+( [0-9A-Za-z*,/-]+){4}$", "a cron expression: minute, hour, day, month, weekday"),
]
"""A five-field cron expression, in UTC."""
Semver: TypeAlias = Annotated[
    str,
    text_form(
        r"^(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)(?:[-+][0-9A-Za-z.+-]+)?$",
        "a semantic version such as 1.4.0",
    ),
]
"""A semantic version."""

# -- texts that go into files of other tools: what cannot be meant is refused where it stands --------------

ImageName: TypeAlias = Annotated[
    str,
    text_form(
        r"^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
        r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$",
        "the name of an image, in lower case, with a tag or digest",
    ),
]
"""The name of an image as container registries take it."""
_UNSEEN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
# Not `\s`: what counts as blank differs between the engines that read the schema.
_BLANK = rf"{_UNSEEN}\x20\xa0"
_ADDRESS = rf"""[^{_BLANK}"'<>\\^`{{|}}]+"""
_PLAIN = rf"""{_UNSEEN}$`{{}}<>"\\|;*"""
Address: TypeAlias = Annotated[
    str, text_form(rf"^{_ADDRESS}$", "an address without blanks, quotes and brackets")
]
"""A URI, a path or a host: no blanks, quotes or brackets."""
WebAddress: TypeAlias = Annotated[
    str, text_form(rf"^https?://{_ADDRESS}$", "an address that starts with https://")
]
FilePath: TypeAlias = Annotated[
    str, text_form(rf"""^[^{_UNSEEN}"<>|*?\\`$]+$""", "a path that every system and shell takes")
]
"""A path that every system and shell takes as it is."""
PartyName: TypeAlias = Annotated[
    str,
    text_form(
        rf"^[^{_PLAIN}\x20\xa0-](?:[^{_PLAIN}]*[^{_PLAIN}\x20\xa0])?$",
        "a name on one line, without quotes, brackets and signs of a shell",
    ),
]
"""What people, teams and rotations are called: one line, and nothing that commands something."""
Handle: TypeAlias = Annotated[
    str,
    text_form(
        r"^(?:@[A-Za-z0-9][A-Za-z0-9._/-]*|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+)$",
        "`@team`, `@organisation/team` or an address of mail",
    ),
]
"""A handle as ``@team``, ``@organisation/team``, or an address of mail."""

# -- maps -------------------------------------------------------------------------------------------

NAME_PATTERN = r"^[A-Za-z][A-Za-z0-9_.@-]*$"
"""A name that can stand in a path, in a file name and in code."""


def _without_extensions(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if not is_extension(key)}
    return value


_ENTRIES = BeforeValidator(_without_extensions)

Named: TypeAlias = Annotated[Mapping[Annotated[str, Field(pattern=NAME_PATTERN)], T], _ENTRIES]
"""A map whose keys are names that the author chooses."""
Columns: TypeAlias = Annotated[Mapping[Annotated[str, Field(pattern=r"^.+$")], T], _ENTRIES]
"""A map whose keys are columns of the data or classes, free in their spelling."""
Free: TypeAlias = Annotated[Mapping[str, Any], _ENTRIES]
"""A map that the language does not interpret."""


def _overlay(value: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is no section of the document, or of another form; what it says is checked once merged."""
    from mlsys.spec.lookup import overlay_forms

    forms = overlay_forms()
    for name, part in value.items():
        if not is_extension(name) and (name not in forms or not isinstance(part, forms[name])):
            raise ValueError(f"`{name}` is no part of the document that can differ")
    return value


class OverlaySchema:
    """Marks a map that has the sections of the document itself, any part of each."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the validator of a plain map, under a name that the published schema defines."""
        parts = core_schema.dict_schema(core_schema.str_schema(), ref=core_reference("Overlay"))
        return core_schema.no_info_after_validator_function(_overlay, parts)


Overlay: TypeAlias = Annotated[Mapping[str, Any], OverlaySchema()]
"""Parts of the document as plain values, not yet merged."""

# -- numbers with a spelling of their own --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """How a type is written that is no class of its own; reads it, and describes it in the schema."""

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
    """From the plain value to the bound one."""
    pattern: str
    """What a text must look like."""
    ge: float | None = None
    """For numbers: at least."""
    gt: float | None = None
    lt: float | None = None
    le: float | None = None
    format: str = ""
    """The name that JSON Schema has for it, if any."""

    def read(self, value: object) -> Any:
        """Return the bound value of a plain one.

        Raises:
            ValueError: if it is written in another form.
        """
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return self.convert(value)
        if self._takes_number(value):
            return self.convert(value)
        raise ValueError(f"not {self.form}")

    def _takes_number(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or self.types == ("string",):
            return False
        if "integer" in self.types and value != int(value):
            return False
        return (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.lt is None or value < self.lt)
            and (self.le is None or value <= self.le)
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the validator of the type."""
        return core_schema.no_info_plain_validator_function(
            self.read, ref=core_reference(self.name), metadata={"pydantic_js_functions": [self._describe]}
        )

    def _describe(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        limits = {
            "minimum": self.ge,
            "exclusiveMinimum": self.gt,
            "maximum": self.le,
            "exclusiveMaximum": self.lt,
        }
        return {
            "title": self.quantity,
            "type": list(self.types) if len(self.types) > 1 else self.types[0],
            **{keyword: limit for keyword, limit in limits.items() if limit is not None},
            **({"format": self.format} if self.format else {}),
            "pattern": self.pattern,
            "description": self.doc,
            "examples": list(self.examples),
            "x-mlsys": {"quantity": self.quantity, "form": self.form},
        }


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
        r"^(?:100(?:\.0{1,30})?|[0-9]{1,2}(?:\.[0-9]{1,30})?) ?%$",
        ge=0,
        le=1,
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
        r"^(?!0+(?:\.0+)? ?%)[0-9]{1,2}(?:\.[0-9]{1,30})? ?%$",
        gt=0,
        lt=1,
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
        rf"^-?{NUMBER} ?%$",
    ),
]
"""Any number; a percentage is a fraction."""

LevelOrText: TypeAlias = Annotated[Level | Text, Field(union_mode="left_to_right")]
"""A number where the text is one, else the text."""

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
        Duration.PATTERN.replace("^", r"^(?!0+(?:\.0+)? ?[a-z])"),
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
        Money.PATTERN,
        ge=0,
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
        rf"^(?:[0-9]{{1,15}}|{NUMBER}[kMB])$",
        ge=0,
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
        rf"^(?!0+(?:\.0+)?[kMB]?$)(?:[0-9]{{1,15}}|{NUMBER}[kMB])$",
        ge=1,
    ),
]
"""A count that something can be divided by."""

RateRange: TypeAlias = Annotated[
    Range[Rate],
    Form(
        "RateRange",
        ("string",),
        "A range of rates: `1M/d..10M/d`, or one rate.",
        "range of rates",
        f"one rate or two with `..` between them, each {Rate.FORM}",
        ("1M/d..10M/d", "20k/d"),
        _to_rate_range,
        Range.pattern(Rate),
    ),
]
"""Rates between two ends, or one rate."""

Day: TypeAlias = Annotated[
    date,
    Form(
        "Date",
        ("string",),
        "A day of the calendar: `2027-06-30`.",
        "date",
        "a day of the calendar as year-month-day",
        ("2027-06-30",),
        date.fromisoformat,
        r"^[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))$"
        r"|^[0-9]{2}(?:[02468][048]|[13579][26])-02-29$",
        format="date",
    ),
]
"""A day of the calendar."""

_SHARED: Final = (Ratio, OpenRatio, Level, Interval, Cost, Count, PositiveCount, RateRange, Day)
QUANTITIES: Final = frozenset(
    {kind.NAME for kind in Quantity.__subclasses__()}
    | {mark.quantity for kind in _SHARED for mark in get_args(kind) if isinstance(mark, Form)}
)
"""The words for what is written in a form of its own."""
