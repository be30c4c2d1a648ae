"""What stands at an address of a document, for rules that are tables of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlsys.route import Route

_ENDS_OF_NAMES = {"from": "from_"}


def at(value: Any, path: str | Sequence[str], route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Yield what stands at a dotted address below ``value``, with its place.

    ``*`` stands for any entry of a map or list. What is not there is left out.
    """
    steps = path.split(".") if isinstance(path, str) else path
    if value is None:
        return
    if not steps:
        yield route, value
    elif steps[0] == "*":
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, entry in entries:
            yield from at(entry, steps[1:], (*route, key))
    elif isinstance(value, Mapping):
        yield from at(value.get(steps[0]), steps[1:], (*route, steps[0]))
    else:
        entry = getattr(value, _ENDS_OF_NAMES.get(steps[0], steps[0]), None)
        yield from at(entry, steps[1:], (*route, steps[0]))


def one_at(value: Any, path: str | Sequence[str]) -> Any:
    """Return what stands at an address without ``*``, or ``None``."""
    return next((found for _, found in at(value, path)), None)
