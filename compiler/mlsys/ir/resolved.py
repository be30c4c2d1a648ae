"""What the compiler added to a document: defaults that were filled in and numbers that were derived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any

from mlsys.route import Route, format_route

if TYPE_CHECKING:
    from mlsys.ir.system import System


def resolved_values(system: System) -> dict[str, str]:
    """Return every value that the document leaves open and the project uses, as text.

    Defaults are named by their route, derived numbers by their id; what is absent has no entry.
    """
    values = {format_route(route): _text(value) for route, value in _defaults(system, system.spec, ())}
    for name, derivation in system.derivations.items():
        value = derivation.value
        table = isinstance(value, tuple) and any(is_dataclass(row) for row in value)
        values[name] = derivation.working if table else f"{_text(value)} {derivation.unit}".rstrip()
    return values


def _defaults(system: System, value: Any, route: Route) -> Iterator[tuple[Route, Any]]:
    if _is_section(value):
        for name, info in type(value).language_fields().items():
            yield from _defaults(system, getattr(value, info.attribute), (*route, name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _defaults(system, item, (*route, str(key)))
    elif isinstance(value, tuple) and any(_is_section(item) for item in value):
        for index, item in enumerate(value):
            yield from _defaults(system, item, (*route, index))
    elif value not in (None, "", ()) and not system.declared(route):
        yield route, value


def _is_section(value: object) -> bool:
    return hasattr(type(value), "language_fields")


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_text(item) or '""' for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
