"""Quantities as the tools that read generated files write them."""

from __future__ import annotations

from typing import Final

_PROMETHEUS: Final = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))
_BINARY: Final = (("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10))


def seconds(value: object) -> int | float:
    """Return a duration, or a number that already is one, in seconds; an ``int`` when it is whole."""
    number = getattr(value, "seconds", value)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise TypeError(f"{value!r} is not a duration")
    return int(number) if number == int(number) else float(number)


def promduration(value: object) -> str:
    """Return a duration in the syntax of Prometheus: ``5m``, ``1h30m``, ``30d``, ``50ms``."""
    rest = round(seconds(value) * 1000)
    parts = []
    for unit, size in _PROMETHEUS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def k8squantity(value: object) -> str:
    """Return a size (``256Mi``) or a number of cores (``500m``, ``2``) in the syntax of Kubernetes."""
    size = getattr(value, "bytes", None)
    if size is not None:
        return next((f"{size // step}{unit}" for unit, step in _BINARY if size % step == 0), str(size))
    number = getattr(value, "value", value)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise TypeError(f"{value!r} is neither a size nor a number of cores")
    return str(int(number)) if number == int(number) else f"{round(number * 1000)}m"


def percent(value: float) -> str:
    """Return a ratio as a percentage without needless digits: ``99.9%``."""
    return f"{round(value * 100, 10):g}%" if abs(value) < 10_000 else f"{value * 100:.0f}%"


def number(value: float) -> str:
    """Return a number as people write it: ``3``, ``0.05``, ``1200000``."""
    return str(int(value)) if value == int(value) else repr(float(value))


def thousands(value: float) -> str:
    """Return a number with its digits in groups, for people: ``1,200,000``."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"
