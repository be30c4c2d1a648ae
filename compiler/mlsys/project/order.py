"""The order of entries that come from two sides."""

from __future__ import annotations

from collections.abc import Iterable


def in_order(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return all keys: those of ours in their order, each other one behind its predecessor in theirs."""
    order = list(ours)
    previous: str | None = None
    for key in theirs:
        if key not in order:
            order.insert(order.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return order
