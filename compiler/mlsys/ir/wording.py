"""How numbers are written in messages and workings: short, with units, never misleading."""

from __future__ import annotations

import math

_UNITS = (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0))
_BINARY = (("TiB", 2.0**40), ("GiB", 2.0**30), ("MiB", 2.0**20), ("KiB", 2.0**10))


def number(value: float, digits: int = 3) -> str:
    """Return ``value`` in ``digits`` significant digits, thousands separated: ``1,546``, ``0.0465``."""
    if not math.isfinite(value):
        return "unbounded"
    if abs(value) >= 10 ** (digits - 1) or value == int(value):
        return f"{round(value):,}"
    return f"{value:.{digits}g}"


def count(value: float) -> str:
    """Return a large count in short form: ``7.7M``, ``218k``, ``412``."""
    for suffix, size in (("G", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(value) >= 10 * size:
            return f"{value / size:,.3g}{suffix}"
        if abs(value) >= size and suffix != "k":
            return f"{value / size:.2g}{suffix}"
    return f"{round(value):,}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


def percent(ratio: float) -> str:
    """Return a ratio as a percentage that keeps its nines: ``99.95 %`` is written ``99.95%``."""
    text = f"{ratio * 100:.6f}".rstrip("0").rstrip(".")
    return f"{text}%"


def about_percent(ratio: float) -> str:
    """Return a computed ratio as a percentage with three significant digits: ``34.2%``."""
    if 0 < abs(ratio) < 1e-5:
        return "less than 0.001%"
    return f"{ratio * 100:.3g}%" if abs(ratio) < 0.99 else percent(round(ratio, 6))


def duration(seconds: float) -> str:
    """Return a time in the largest unit that leaves at least one: ``40.2d``, ``90min``, ``20ms``."""
    if seconds and abs(seconds) < 1:
        return f"{seconds * 1000:.3g}ms"
    if not seconds:
        return "0s"
    whole = next(((unit, size) for unit, size in _UNITS if _is_whole(seconds, size)), None)
    if whole is not None and (whole[0] == "d" or abs(seconds) < 100 * whole[1]):
        return f"{seconds / whole[1]:.0f}{whole[0]}"
    unit, size = next(((u, s) for u, s in _UNITS if abs(seconds) >= s), ("s", 1.0))
    return f"{number(seconds / size)}{unit}"


def _is_whole(seconds: float, size: float) -> bool:
    return abs(seconds) >= size and abs(seconds / size - round(seconds / size)) < 1e-9


def days(seconds: float) -> str:
    """Return a time in days, whatever its size: ``40.2d``."""
    return f"{number(seconds / 86_400)}d"


def size(count_of_bytes: float) -> str:
    """Return a memory size in binary units: ``512MiB``, ``1.5GiB``."""
    for unit, scale in _BINARY:
        if count_of_bytes >= scale:
            return f"{count_of_bytes / scale:.4g}{unit}"
    return f"{count_of_bytes:.0f}B"


def money(amount: float, currency: str = "USD") -> str:
    """Return an amount of money in short form: ``36.5k USD``."""
    return f"{count(round(amount, 2))} {currency}"


def plural(amount: float, noun: str) -> str:
    """Return ``amount`` with ``noun`` in the right number: ``1 replica``, ``3 replicas``."""
    return f"{number(amount)} {noun}" if amount == 1 else f"{number(amount)} {noun}s"


def listing(names: list[str] | tuple[str, ...], conjunction: str = "and") -> str:
    """Return names as a phrase of code words: ```a`, `b` and `c```."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {conjunction} {quoted[-1]}"
