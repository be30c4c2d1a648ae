"""New trees from old ones, as a fix or a recovery would have them; every node that stays keeps its span."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from mlsys.route import Route
from mlsys.source import Span
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence

_Edit: TypeAlias = Callable[[Node], Node]


def removed(tree: Node, route: Route) -> Node:
    """Return ``tree`` without the entry or item at ``route``; the tree itself when there is none."""
    *above, last = route

    def drop(node: Node) -> Node:
        if isinstance(node, Mapping):
            return replace(node, entries=tuple(e for e in node.entries if e.name != last))
        if isinstance(node, Sequence):
            return replace(node, items=tuple(item for n, item in enumerate(node.items) if n != last))
        return node

    return _edited(tree, tuple(above), drop)


def renamed(tree: Node, route: Route, name: str) -> Node:
    """Return ``tree`` with the key at the end of ``route`` called ``name``, as if quoted.

    The tree itself comes back when another key has that name.
    """
    *above, last = route

    def rename(node: Node) -> Node:
        if not isinstance(node, Mapping) or (name != last and node.entry(name) is not None):
            return node
        entries = (
            Entry(replace(e.key, value=name, plain=False), e.value) if e.name == last else e
            for e in node.entries
        )
        return replace(node, entries=tuple(entries))

    return _edited(tree, tuple(above), rename)


def put(tree: Node, route: Route, value: Node) -> Node:
    """Return ``tree`` with ``value`` at ``route``, as a new last entry where the mapping has none."""
    *above, last = route

    def place(node: Node) -> Node:
        if isinstance(node, Mapping) and isinstance(last, str):
            if node.entry(last) is None:
                key = Scalar(last, value.span, last)
                return replace(node, entries=(*node.entries, Entry(key, value)))
            entries = (Entry(e.key, value) if e.name == last else e for e in node.entries)
            return replace(node, entries=tuple(entries))
        if isinstance(node, Sequence):
            return replace(node, items=tuple(value if n == last else i for n, i in enumerate(node.items)))
        return node

    return _edited(tree, tuple(above), place)


def from_plain(value: object, span: Span) -> Node:
    """Return plain data as nodes that all stand at ``span``."""
    match value:
        case dict():
            entries = (Entry(Scalar(str(k), span, str(k)), from_plain(v, span)) for k, v in value.items())
            return Mapping(tuple(entries), span)
        case list() | tuple():
            return Sequence(tuple(from_plain(item, span) for item in value), span)
        case str() | int() | float() | None:
            return Scalar(value, span, str(value), plain=not isinstance(value, str))
        case _:
            return Scalar(str(value), span, str(value), plain=False)


def _edited(node: Node, route: Route, edit: _Edit) -> Node:
    if not route:
        return edit(node)
    step, rest = route[0], route[1:]
    if isinstance(node, Mapping):
        entries = (Entry(e.key, _edited(e.value, rest, edit)) if e.name == step else e for e in node.entries)
        return replace(node, entries=tuple(entries))
    if isinstance(node, Sequence):
        items = (_edited(item, rest, edit) if n == step else item for n, item in enumerate(node.items))
        return replace(node, items=tuple(items))
    return node
