"""From places in a text to routes, and from texts to the smallest edit between them."""

from __future__ import annotations

from mlsys.route import Route
from mlsys.syntax.nodes import Mapping, Node, Sequence


def route_at(tree: Node, offset: int) -> Route:
    """Return the route of the innermost entry at ``offset``; empty when there is none."""
    node: Node = tree
    route: Route = ()
    while True:
        if isinstance(node, Mapping):
            entry = next(
                (e for e in node.entries if e.key.span.start.offset <= offset < _end(e.value, e.key)), None
            )
            if entry is None:
                return route
            route = (*route, entry.name)
            if offset < entry.key.span.end.offset:
                return route
            node = entry.value
        elif isinstance(node, Sequence):
            found = next((i for i, item in enumerate(node.items) if _holds(item, offset)), None)
            if found is None:
                return route
            route, node = (*route, found), node.items[found]
        else:
            return route


def _holds(node: Node, offset: int) -> bool:
    return node.span.start.offset <= offset < _end(node, node)


def _end(node: Node, other: Node) -> int:
    return max(node.span.end.offset, other.span.end.offset)


def difference(old: str, new: str) -> tuple[int, int, str]:
    """Return the smallest edit between two texts: start and end in ``old``, and the text to put there."""
    start = 0
    limit = min(len(old), len(new))
    while start < limit and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < limit - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - tail, new[start : len(new) - tail]
