"""Ranges (``1M/d..3M/d``, ``0..120``) and the quantities that mix several forms."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from mlsys.spec.quantities import Duration, Quantity
from mlsys.spec.scalars import (
    NUMBER,
    SCALED,
    SIGNED,
    format_number,
    format_percent,
    format_scaled,
    parse_number,
    parse_percent,
)

T = TypeVar("T", bound=Quantity)

_UNIT: Final = "[A-Za-z](?:[A-Za-z0-9 _/-]*[A-Za-z0-9_/-])?"


@dataclass(frozen=True)
class Range(Generic[T]):
    """A closed range of quantities; a single quantity is the range from itself to itself.

    The ends are kept as written, even when they stand the wrong way round: that is a
    mistake of the author, for a rule to report.
    """

    low: T
    high: T

    @classmethod
    def parse(cls, text: str, kind: type[T]) -> Range[T]:
        """Return the range of ``kind`` written as ``low..high`` or as one quantity.

        Raises:
            ValueError: if an end is not a quantity of that kind.
        """
        low, separator, high = text.partition("..")
        first = kind.parse(low)
        return cls(first, kind.parse(high) if separator else first)

    @classmethod
    def pattern(cls, kind: type[T]) -> str:
        """Return the pattern of a range of ``kind``."""
        end = kind.PATTERN.removeprefix("^").removesuffix("$")
        return rf"^{end}(?:\.\.{end})?$"

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}..{self.high}"


@dataclass(frozen=True, eq=False)
class Bounds(Quantity):
    """The values that a number may take, ends included; a missing end is open."""

    NAME: ClassVar[str] = "range of numbers"
    PATTERN: ClassVar[str] = rf"^(?:({SIGNED})\.\.({SIGNED})?|\.\.({SIGNED}))$"
    FORM: ClassVar[str] = "low..high, low.. or ..high"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("0..120", "0..", "-1..1")

    low: float | None
    high: float | None

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Bounds:
        low, high = match[1], match[2] or match[3]
        return cls(
            None if low is None else float(parse_number(low)),
            None if high is None else float(parse_number(high)),
        )

    def __contains__(self, value: float) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def __str__(self) -> str:
        low = "" if self.low is None else format_number(self.low)
        high = "" if self.high is None else format_number(self.high)
        return f"{low}..{high}"


@dataclass(frozen=True, eq=False)
class Figure(Quantity):
    """A business number in its own unit: ``2.2%``, ``4.1``, ``900k USD/year``."""

    NAME: ClassVar[str] = "figure"
    PATTERN: ClassVar[str] = rf"^(?:(-?{NUMBER}) ?%|(-?{SCALED})(?: ({_UNIT}))?)$"
    FORM: ClassVar[str] = "a number, a percentage or a number with its unit"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("2.2%", "12.5k", "900k USD/year")
    JSON_TYPES: ClassVar[tuple[str, ...]] = ("number", "string")

    value: float
    unit: str = ""
    """``ratio`` for percentages, else the text after the number."""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Figure:
        if match[1]:
            return cls(parse_percent(match[1] + "%"), "ratio")
        return cls(float(parse_number(match[2])), match[3] or "")

    @classmethod
    def bind(cls, value: object) -> Figure:
        """Return the figure that a document writes as ``value``: a text or a bare number."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return cls(float(value))
        return super().bind(value)

    def __str__(self) -> str:
        if self.unit == "ratio":
            return format_percent(self.value)
        return f"{format_scaled(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True, eq=False)
class Availability(Quantity):
    """When a value is known, relative to the moment of prediction.

    ``prediction``: at that moment or before; ``label``: only with the outcome;
    ``+2h``: two hours after; ``-1d``: one day before.
    """

    NAME: ClassVar[str] = "moment"
    PATTERN: ClassVar[str] = rf"^(?:(prediction|label)|([+-])({NUMBER}(?:ms|s|min|h|d|w)))$"
    FORM: ClassVar[str] = "prediction, label, or an offset from the prediction"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("prediction", "label", "+2h", "-1d")

    seconds: float
    """Seconds after the prediction; infinite for ``label``."""
    text: str = ""

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Availability:
        if match[1]:
            return cls(0.0 if match[1] == "prediction" else math.inf, text)
        seconds = Duration.parse(match[3]).seconds
        return cls(-seconds if match[2] == "-" else seconds, text)

    def __str__(self) -> str:
        if self.text:
            return self.text
        if self.seconds == 0:
            return "prediction"
        if math.isinf(self.seconds):
            return "label"
        return f"{'-' if self.seconds < 0 else '+'}{Duration(abs(self.seconds))}"


@dataclass(frozen=True, eq=False)
class Growth(Quantity):
    """How much larger something becomes: ``none`` or a factor such as ``16x``."""

    NAME: ClassVar[str] = "growth"
    PATTERN: ClassVar[str] = rf"^(?:none|({NUMBER})x)$"
    FORM: ClassVar[str] = "none or a factor"
    EXAMPLES: ClassVar[tuple[str, ...]] = ("none", "16x")

    factor: float

    @classmethod
    def _from_match(cls, match: re.Match[str], text: str) -> Growth:
        return cls(1.0 if match[1] is None else float(match[1]))

    def __str__(self) -> str:
        return "none" if self.factor == 1 else f"{format_number(self.factor)}x"
