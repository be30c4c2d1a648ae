"""Which of two values of a requirement is the stricter one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mlsys.spec.fields import Tighten
from mlsys.syntax.nodes import Mapping, Node, Scalar, to_plain


def loosens(base: Node, overlay: Node, tighten: Tighten, order: Sequence[object] = ()) -> bool | None:
    """Return whether ``overlay`` demands less than ``base``.

    Args:
        base: the value of the parent.
        overlay: the value of the child.
        tighten: which direction is stricter.
        order: the choices of the field, the mildest first.

    Returns:
        ``None`` when the two cannot be compared.
    """
    old, new = to_plain(base), to_plain(overlay)
    if old == new:
        return False
    result: bool | None = None
    match tighten:
        case Tighten.EQUAL:
            result = True
        case Tighten.SUBSET:
            result = _lacks(old, new)
        case Tighten.SUPERSET:
            result = _lacks(new, old)
        case Tighten.LATER:
            result = order.index(new) < order.index(old) if old in order and new in order else None
        case Tighten.NARROWER:
            result = _reaches_further(base, overlay)
        case Tighten.HIGHER | Tighten.LOWER:
            amounts = _amounts(base, overlay)
            if amounts is not None:
                before, after = amounts
                result = bool(after < before if tighten is Tighten.HIGHER else after > before)
    return result


def _lacks(whole: object, items: object) -> bool | None:
    """Return whether one of ``items`` is not in ``whole``."""
    if not isinstance(whole, list | dict) or not isinstance(items, list | dict):
        return None
    return not all(item in whole for item in items)


def _reaches_further(base: Node, overlay: Node) -> bool | None:
    """Return whether the range ``overlay`` holds what ``base`` leaves out; a missing end is open."""
    from mlsys.spec.ranges import Bounds

    if not isinstance(base, Scalar) or not isinstance(overlay, Scalar):
        return None
    try:
        old, new = Bounds.parse(str(base.value)), Bounds.parse(str(overlay.value))
    except ValueError:
        return None
    below = old.low is not None and (new.low is None or new.low < old.low)
    return below or (old.high is not None and (new.high is None or new.high > old.high))


def _amounts(base: Node, overlay: Node) -> tuple[Any, Any] | None:
    """Return two comparable amounts, or ``None`` if the values are not of one kind."""
    if isinstance(base, Mapping) or not isinstance(base, Scalar) or not isinstance(overlay, Scalar):
        return None
    numbers = _number(base), _number(overlay)
    if numbers[0] is not None and numbers[1] is not None:
        return numbers[0], numbers[1]
    from mlsys.spec.quantities import ByteSize, Duration, Effort, Money, MoneyRate, Rate

    for kind in (Duration, ByteSize, Rate, Money, MoneyRate, Effort):
        try:
            return kind.parse(str(base.value)), kind.parse(str(overlay.value))
        except ValueError:
            continue
    return None


def _number(node: Scalar) -> float | None:
    from mlsys.spec.scalars import parse_number, parse_percent

    if isinstance(node.value, bool) or node.value is None:
        return None
    if isinstance(node.value, int | float):
        return float(node.value)
    for parse in (parse_percent, parse_number):
        try:
            return float(parse(node.value))
        except ValueError:
            continue
    return None
