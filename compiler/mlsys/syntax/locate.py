"""From routes to places: filling in the spans of diagnostics, late and in one step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mlsys.diagnostics import Anchor, Diagnostic
from mlsys.route import Route, Step
from mlsys.source import Position, Span
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence


def locate(tree: Node, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return ``diagnostics`` with the spans that they lack, looked up in ``tree`` by their routes.

    A route that is absent, as of a missing key, is placed at its nearest ancestor.
    Values that came from another file, through an overlay, are placed there.
    """
    return tuple(_located(tree, diagnostic) for diagnostic in diagnostics)


def _located(tree: Node, diagnostic: Diagnostic) -> Diagnostic:
    related = tuple(
        r if r.span is not None else replace(r, span=span_of(tree, r.route)) for r in diagnostic.related
    )
    span = diagnostic.span or span_of(tree, diagnostic.route, diagnostic.anchor)
    return replace(diagnostic, span=span, related=related)


def span_of(tree: Node, route: Route, anchor: Anchor = Anchor.VALUE) -> Span:
    """Return the text that stands for ``route``.

    That is the value, or the key if asked for. A block of several lines stands for itself by its key,
    since a caret below all of it would show nothing.
    """
    node, entry, exact = _walk(tree, route)
    span = node.span
    one_line = span.start.line == span.end.line
    if entry is not None and (anchor is Anchor.KEY or not exact or not one_line or span.start == span.end):
        return entry.key.span
    if one_line:
        return span
    return Span(span.source, span.start, _end_of_first_token(node))


def _walk(tree: Node, route: Route) -> tuple[Node, Entry | None, bool]:
    """Return the node at ``route`` or its nearest ancestor, the entry that holds it, whether it is exact."""
    node: Node = tree
    entry: Entry | None = None
    for step in route:
        if isinstance(node, Mapping) and isinstance(step, str):
            found = node.entry(step)
            if found is None:
                return node, entry, False
            node, entry = found.value, found
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            node, entry = node.items[step], None
        else:
            return node, entry, False
    return node, entry, True


def _end_of_first_token(node: Node) -> Position:
    match node:
        case Mapping(entries=(first, *_)):
            return first.key.span.end
        case Sequence(items=(item, *_)) if isinstance(item, Scalar):
            return item.span.end if item.span.end.line == node.span.start.line else node.span.start
        case Scalar():
            start = node.span.start
            line = node.span.source.lines[start.line - 1]
            length = max(0, len(line.rstrip()) - (start.column - 1))
            return Position(start.offset + length, start.line, start.column + length)
        case _:
            return node.span.start


def route_at(tree: Node, offset: int) -> Route:
    """Return the route of the innermost value whose key or text holds the character at ``offset``.

    It leads back from a place to the document as it was written, where a merged tree has other routes.
    """
    route: list[Step] = []
    node = tree
    while True:
        step, child = _child_at(node, offset)
        if child is None:
            return tuple(route)
        route.append(step)
        node = child


def _child_at(node: Node, offset: int) -> tuple[Step, Node | None]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            if (
                entry.key.span.start.offset
                <= offset
                < max(entry.value.span.end.offset, entry.key.span.end.offset)
            ):
                return entry.name, entry.value
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            if item.span.start.offset <= offset < item.span.end.offset:
                return index, item
    return "", None
