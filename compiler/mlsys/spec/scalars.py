"""Numbers as people write them: ``10k``, ``1.5M``, ``99.9%``; exact on the way in and out."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

NUMBER: Final = r"[0-9]{1,150}(?:\.[0-9]{1,150})?"
"""A plain decimal number as a regular expression; bounded, so that every number is a finite float."""
SCALED: Final = NUMBER + r"[kMB]?"
"""A plain number with an optional ``k`` (10³), ``M`` (10⁶) or ``B`` (10⁹)."""
SIGNED: Final = rf"-?(?:{SCALED}|[0-9]{{1,18}}(?:\.[0-9]{{1,30}})?[eE][-+]?[0-9]{{1,2}})"
"""A scaled number that may be negative or have an exponent."""

_SCALES: Final = {"k": Decimal(10**3), "M": Decimal(10**6), "B": Decimal(10**9)}
_PERCENT = re.compile(rf"(-?{NUMBER}) ?%\Z")
_SIGNED = re.compile(SIGNED + r"\Z")


def parse_number(text: str) -> Decimal:
    """Return the exact value of a scaled number such as ``1.5M``.

    Raises:
        ValueError: if ``text`` is not a number.
    """
    if not _SIGNED.match(text):
        raise ValueError(f"not a number: {text!r}")
    scale = _SCALES.get(text[-1])
    return Decimal(text) if scale is None else Decimal(text[:-1]) * scale


def format_number(value: float | Decimal) -> str:
    """Return the shortest text without exponent that reads back as ``value``."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_scaled(value: float) -> str:
    """Return ``value`` with the largest of B, M, k that leaves at most three decimals."""
    exact = Decimal(repr(value))
    for suffix in ("B", "M", "k"):
        scaled = exact / _SCALES[suffix]
        if abs(scaled) >= 1 and scaled * 1000 == (scaled * 1000).to_integral_value():
            return format_number(scaled.normalize()) + suffix
    return format_number(exact)


def parse_percent(text: str) -> float:
    """Return the fraction that a percentage such as ``99.9%`` states.

    Raises:
        ValueError: if ``text`` is not a percentage.
    """
    match = _PERCENT.match(text)
    if match is None:
        raise ValueError(f"not a percentage: {text!r} (write `99.9%` or `0.999`)")
    return float(Decimal(match[1]) / 100)


def format_percent(value: float) -> str:
    """Return a fraction as a percentage: 0.999 → ``99.9%``."""
    return format_number(Decimal(repr(value)) * 100) + "%"


def to_level(value: object) -> float:
    """Return the number that ``value`` states: a percentage text or a number.

    Raises:
        ValueError: if ``value`` is neither.
    """
    if isinstance(value, str):
        return parse_percent(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"not a number: {value!r}")
    return float(value)
