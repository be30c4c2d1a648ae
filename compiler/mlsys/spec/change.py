"""What differs between two versions of a document, and what the difference costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlsys.route import Route
from mlsys.spec.fields import Impact, is_extension
from mlsys.spec.lookup import field_at
from mlsys.syntax.nodes import Mapping, Node, Scalar, Sequence, to_plain


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that has another value than before."""

    route: Route
    old: object
    """The old value as plain data; ``None`` when the field is new."""
    new: object
    """The new value as plain data; ``None`` when the field is gone."""
    impact: str
    """What the change makes necessary, as the language says: ``retrain``; ``doc`` when it says nothing."""


def changes(old: Node, new: Node) -> tuple[FieldChange, ...]:
    """Return the fields in which ``new`` differs from ``old``, in the order of the new document.

    Values are compared as YAML values: notation, comments and order of keys do not count.
    """
    document, before = to_plain(new), to_plain(old)
    found = []
    for route, one, other in _differences(old, new, ()):
        impact = _impact(route, document if other is not None else before)
        found.append(FieldChange(route, _plain(one), _plain(other), impact))
    return tuple(found)


def _differences(old: Node, new: Node, route: Route) -> Iterator[tuple[Route, Node | None, Node | None]]:
    match old, new:
        case Mapping(), Mapping():
            for entry in new.entries:
                before = old.get(entry.name)
                if before is None:
                    yield from ((r, None, n) for r, n in _leaves(entry.value, (*route, entry.name)))
                else:
                    yield from _differences(before, entry.value, (*route, entry.name))
            for entry in old.entries:
                if new.get(entry.name) is None:
                    yield from ((r, n, None) for r, n in _leaves(entry.value, (*route, entry.name)))
        case Sequence(), Sequence() if len(old.items) == len(new.items):
            for index, (one, other) in enumerate(zip(old.items, new.items, strict=True)):
                yield from _differences(one, other, (*route, index))
        case Scalar(), Scalar():
            if (type(old.value), old.value) != (type(new.value), new.value):
                yield route, old, new
        case _:
            yield route, old, new


def _leaves(node: Node, route: Route) -> Iterator[tuple[Route, Node]]:
    """Yield the leaves of a part that came or went; an empty mapping or list is a leaf."""
    if isinstance(node, Mapping) and node.entries:
        for entry in node.entries:
            yield from _leaves(entry.value, (*route, entry.name))
    else:
        yield route, node


def _plain(node: Node | None) -> object:
    return None if node is None else to_plain(node)


def _impact(route: Route, document: object) -> str:
    """Return the impact that the language declares nearest to ``route``, from the leaf upwards."""
    if not any(is_extension(step) for step in route):
        for length in range(len(route), 0, -1):
            field = field_at(route[:length], document)
            if field is not None:
                return field.impact.value
    return Impact.DOC.value
