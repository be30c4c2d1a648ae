"""Fields that the language is about to lose: what the schema marks as deprecated."""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Diagnostic, Fix, RenameKey, Severity, codes
from mlsys.route import Route, format_route
from mlsys.schema.view import EXTENSION, Schema, SchemaView
from mlsys.syntax.nodes import Mapping, Node, Sequence, to_plain


def has_deprecated(schema: object) -> bool:
    """Return whether any part of ``schema`` is marked as deprecated; most versions have none."""
    queue = [schema]
    for part in queue:
        if isinstance(part, dict):
            if part.get("deprecated") is True:
                return True
            queue.extend(part.values())
        elif isinstance(part, list):
            queue.extend(part)
    return False


def deprecated_fields(tree: Node, view: SchemaView) -> Iterator[Diagnostic]:
    """Yield a warning for every deprecated field that ``tree`` writes.

    ``x-mlsys.deprecated`` says what to write instead; the name of a field beside it is a fix.
    """
    plain = to_plain(tree)
    for route, siblings in _keys(tree, ()):
        parts = view.at(route, plain)
        marked = next((part for part in parts if part.get("deprecated")), None)
        if marked is not None:
            fields = view.properties(view.at(route[:-1], plain))
            yield _finding(route, marked, fields, siblings)


def _keys(node: Node, route: Route) -> Iterator[tuple[Route, frozenset[str]]]:
    match node:
        case Mapping():
            names = frozenset(entry.name for entry in node.entries)
            for entry in node.entries:
                if not entry.name.startswith(EXTENSION):
                    yield (*route, entry.name), names
                    yield from _keys(entry.value, (*route, entry.name))
        case Sequence():
            for index, item in enumerate(node.items):
                yield from _keys(item, (*route, index))
        case _:
            pass


def _finding(route: Route, marked: Schema, fields: dict[str, Schema], siblings: frozenset[str]) -> Diagnostic:
    metadata = marked.get("x-mlsys", {})
    instead, since = str(metadata.get("deprecated", "")), str(metadata.get("since", ""))
    renamed = instead in fields and instead not in siblings
    help_ = f"write `{instead}`" if instead in fields else instead or "leave it out"
    return Diagnostic(
        codes.DEPRECATED,
        Severity.WARNING,
        f"`{format_route(route)}` is deprecated and will go with a later version of the language",
        route,
        Anchor.KEY,
        help=help_ if renamed or instead not in siblings else f"delete it; `{instead}` is there already",
        note=f"it is part of the language since {since}" if since else "",
        fix=Fix(f"rename it to `{instead}`", (RenameKey(route, instead),), safe=True) if renamed else None,
    )
