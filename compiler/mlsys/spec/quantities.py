"""Quantities: numbers that carry their unit (``50ms``, ``16GiB``, ``10k/d``, ``2k USD/month``).

Each class is frozen, compares by value and keeps the text as written for messages.
``parse`` reads the text of a document, ``str`` writes it; ``parse(str(q)) == q`` always holds.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import total_ordering
from typing import Any, ClassVar, Final, Self, TypeAlias, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mlsys.spec.scalars import NUMBER, SCALED, format_number, format_scaled, parse_number

SECONDS_PER: Final[Mapping[str, int]] = {
    "s": 1,
    "min": 60,
    "h": 3_600,
    "d": 86_400,
    "w": 604_800,
    "month": 2_629_800,  # a twelfth of the Julian year, so that twelve months make a year
    "year": 31_557_600,
}
"""Seconds in each period that a rate may name, spelt as in durations, which know no month and no year."""

JsonSchema: TypeAlias = dict[str, Any]
_PERIOD: Final = "|".join(SECONDS_PER)
Q = TypeVar("Q", bound="Quantity")


def core_reference(name: str) -> str:
    """Return the reference by which validators and schemas share the type ``name``."""
    return f"mlsys.{name}:0"


@total_ordering
class Quantity(ABC):
    """What the quantities share: a name, a pattern, reading, writing and comparing.

    Quantities are equal when they measure the same, however it is written: a field ``text`` holds the
    spelling of the document and takes no part.
    """

    NAME: ClassVar[str]
    """The word for messages and the JSON Schema: ``duration``."""
    PATTERN: ClassVar[str]
    """The accepted text as an anchored regular expression (ECMA 262 subset)."""
    FORM: ClassVar[str]
    """How to write it, for messages: ``a number and s, min, h, d or w``."""
    EXAMPLES: ClassVar[tuple[str, ...]]
    JSON_TYPES: ClassVar[tuple[str, ...]] = ("string",)

    @classmethod
    def parse(cls: type[Q], text: str) -> Q:
        """Return the quantity written as ``text``.

        Raises:
            ValueError: if ``text`` does not have the form of the quantity.
        """
        match = re.fullmatch(cls.PATTERN, text)
        if match is None:
            article = "an" if cls.NAME[0] in "aeiou" else "a"
            form = f"write {cls.FORM}, such as `{cls.EXAMPLES[0]}`"
            raise ValueError(f"not {article} {cls.NAME}: {text!r} ({form})")
        return cls._from_match(match, text)

    @classmethod
    @abstractmethod
    def _from_match(cls: type[Q], match: re.Match[str], text: str) -> Q:
        """Return the quantity that ``match`` of the whole ``text`` says."""

    @classmethod
    def bind(cls: type[Q], value: object) -> Q:
        """Return the quantity that a document writes as ``value``.

        Raises:
            ValueError: if ``value`` does not have the form of the quantity.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls.parse(value)
        raise ValueError(f"a {cls.NAME} is text with a unit, such as `{cls.EXAMPLES[0]}`")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the validator, which reads the text and writes it back."""
        return core_schema.no_info_plain_validator_function(
            cls.bind, ref=core_reference(cls.__name__), serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """Return the schema of the text, with the words for its form."""
        return {
            "title": cls.NAME,
            "type": list(cls.JSON_TYPES) if "number" in cls.JSON_TYPES else "string",
            "pattern": cls.PATTERN,
            "description": (cls.__doc__ or "").strip().splitlines()[0],
            "examples": list(cls.EXAMPLES),
            "x-mlsys": {"quantity": cls.NAME, "form": cls.FORM},
        }

    def _measure(self) -> tuple[Any, ...]:
        return tuple(getattr(self, field.name) for field in fields(self) if field.name != "text")  # type: ignore[arg-type]  # each quantity is a dataclass

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._measure() == other._measure()

    def __lt__(self, other: Self) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._measure() < other._measure()

    def __hash__(self) -> int:
        return hash(self._measure())


@dataclass(frozen=True, eq=False)
class Duration(Quantity):
    """A length of time."""

    NAME: ClassVar[str] = "duration"
    PATTERN: ClassVar[str] = rf"^({NUMBER}) ?(ms|s|min|h|d|w)$"
    FORM: ClassVar[str] = "a number and ms, s, min, h, d or w"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("30d", "50ms", "15min")
    UNITS: ClassVar[Mapping[str, Decimal]] = {
        "d": Decimal(86_400),
        "h": Decimal(3_600),
        "min": Decimal(60),
        "s": Decimal(1),
        "ms": Decimal("0.001"),
        "w": Decimal(604_800),
    }

    seconds: float
    text: str = ""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Duration:
        return cls(float(Decimal(match[1]) * cls.UNITS[match[2]]), text)

    @property
    def milliseconds(self) -> float:
        """The duration in milliseconds."""
        return float(Decimal(repr(self.seconds)) * 1000)

    @property
    def days(self) -> float:
        """The duration in days of 24 hours."""
        return self.seconds / 86_400

    def __str__(self) -> str:
        if self.text:
            return self.text
        exact = Decimal(repr(self.seconds))
        for unit in ("d", "h", "min", "s", "ms"):
            amount = exact / self.UNITS[unit]
            if exact and amount == amount.to_integral_value():
                return f"{format_number(amount)}{unit}"
        return f"{format_number(exact)}s"


@dataclass(frozen=True, eq=False)
class ByteSize(Quantity):
    """An amount of memory or storage."""

    NAME: ClassVar[str] = "size"
    PATTERN: ClassVar[str] = rf"^({NUMBER}) ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$"
    FORM: ClassVar[str] = "a number and kB, MB, GB, TB, KiB, MiB, GiB or TiB"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("512MiB", "16GiB", "1GB")
    UNITS: ClassVar[Mapping[str, int]] = {
        "TiB": 2**40,
        "TB": 10**12,
        "GiB": 2**30,
        "GB": 10**9,
        "MiB": 2**20,
        "MB": 10**6,
        "KiB": 2**10,
        "kB": 10**3,
        "B": 1,
    }

    bytes: int
    text: str = ""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> ByteSize:
        return cls(int(Decimal(match[1]) * cls.UNITS[match[2]]), text)

    def __str__(self) -> str:
        if self.text:
            return self.text
        unit = next((u for u, size in self.UNITS.items() if self.bytes and self.bytes % size == 0), "B")
        return f"{self.bytes // self.UNITS[unit]}{unit}"


@dataclass(frozen=True, eq=False)
class Rate(Quantity):
    """Events per time."""

    NAME: ClassVar[str] = "rate"
    PATTERN: ClassVar[str] = rf"^({SCALED}) ?/ ?({_PERIOD})$"
    FORM: ClassVar[str] = "a number per s, min, h, d, w, month or year"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("10k/d", "350/s", "1.5M/d")

    per_second: float
    text: str = ""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Rate:
        return cls(float(parse_number(match[1]) / SECONDS_PER[match[2]]), text)

    @property
    def per_day(self) -> float:
        """Events per day."""
        return float(Decimal(repr(self.per_second)) * SECONDS_PER["d"])

    def __str__(self) -> str:
        return self.text or f"{format_number(self.per_second)}/s"


@dataclass(frozen=True, eq=False)
class Money(Quantity):
    """An amount of money; an empty currency means a relative cost."""

    NAME: ClassVar[str] = "amount of money"
    PATTERN: ClassVar[str] = rf"^({SCALED}) ([A-Z]{{3}})$"
    FORM: ClassVar[str] = "a number and a currency code"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("20 USD", "1.5k EUR")

    amount: float
    currency: str = ""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Money:
        return cls(float(parse_number(match[1])), match[2])

    def __str__(self) -> str:
        return f"{format_scaled(self.amount)} {self.currency}".rstrip()


@dataclass(frozen=True, eq=False)
class MoneyRate(Quantity):
    """Money per time."""

    NAME: ClassVar[str] = "amount of money per time"
    PATTERN: ClassVar[str] = rf"^({SCALED}) ([A-Z]{{3}}) ?/ ?(h|d|w|month|year)$"
    FORM: ClassVar[str] = "a number, a currency code and /h, /d, /w, /month or /year"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2k USD/month", "900k EUR/year")

    amount: float
    currency: str
    period: str

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> MoneyRate:
        return cls(float(parse_number(match[1])), match[2], match[3])

    def per(self, period: str) -> float:
        """Return the amount per ``period``, one of the names in ``SECONDS_PER``."""
        return self.amount * SECONDS_PER[period] / SECONDS_PER[self.period]

    def __str__(self) -> str:
        return f"{format_scaled(self.amount)} {self.currency}/{self.period}"


@dataclass(frozen=True, eq=False)
class Effort(Quantity):
    """People who work on the system, in full-time equivalents."""

    NAME: ClassVar[str] = "effort"
    PATTERN: ClassVar[str] = rf"^({NUMBER}) ?fte$"
    FORM: ClassVar[str] = "a number and fte"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2.5 fte",)

    fte: float

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Effort:
        return cls(float(match[1]))

    def __str__(self) -> str:
        return f"{format_number(self.fte)} fte"
