"""Who says something about a place: parents, the document, the overlay of an environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlsys.judge import Judgement
from mlsys.route import Route
from mlsys.spec.parents import lineage
from mlsys.syntax.nodes import Node


def contributors(route: Route, checked: Judgement) -> list[dict[str, Any]]:
    """Return everything that was written at ``route``, the most general first, with its place.

    The entry that the merge chose is marked; none is when a mapping was merged from several.
    """
    from mlsys.syntax.locate import span_of
    from mlsys.syntax.nodes import find, to_plain

    merged = checked.variants.get(checked.chosen)
    chosen = find(merged.tree, route) if merged is not None else None
    found = []
    for role, tree, where in _layers(route, checked):
        node = find(tree, where)
        if node is None:
            continue
        start = (span := span_of(tree, where)).start
        decides = chosen is not None and chosen.span == node.span
        found.append(
            {
                "as": role,
                "location": f"{span.source.name}:{start.line}:{start.column}",
                "value": to_plain(node),
                "decides": decides,
            }
        )
    return found


def _layers(route: Route, checked: Judgement) -> Iterator[tuple[str, Node, Route]]:
    """Yield the trees that may say something, with the place in each, in the order of merging."""
    found = lineage(checked.tree, checked.inputs.parents).value if checked.tree is not None else None
    parents = tuple(parent.tree for parent in found or ())
    yield from (("parent", tree, route) for tree in parents)
    own = [] if checked.tree is None else [checked.tree]
    yield from (("document", tree, route) for tree in own)
    if checked.chosen is not None:
        overlay: Route = ("environments", checked.chosen, "overlay", *route)
        for tree in (*parents, *own):
            yield f"environment {checked.chosen}", tree, overlay
