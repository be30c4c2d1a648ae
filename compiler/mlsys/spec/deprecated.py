"""Fields that the language is about to lose."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from mlsys.diagnostics import Anchor, Diagnostic, Fix, RenameKey, Severity, codes
from mlsys.route import Route, format_route
from mlsys.spec.fields import LanguageField, Section, is_extension
from mlsys.spec.lookup import field_at, sections
from mlsys.syntax.nodes import Mapping, Node, Sequence, to_plain


@cache
def has_deprecated(root: type[Section]) -> bool:
    """Return whether any field of a document is deprecated; most versions have none."""
    fields = (field for section in sections(root) for field in section.language_fields().values())
    return any(field.meaning.deprecated for field in fields)


def deprecated_fields(tree: Node, root: type[Section]) -> Iterator[Diagnostic]:
    """Yield a warning for every deprecated field that ``tree`` writes.

    ``Meaning.deprecated`` says what to write instead; the name of a field beside it is a fix.
    """
    plain = to_plain(tree)
    for route, siblings in _keys(tree, ()):
        field = field_at(route, plain, root)
        if field is not None and field.meaning.deprecated:
            yield _finding(route, field, siblings)


def _keys(node: Node, route: Route) -> Iterator[tuple[Route, frozenset[str]]]:
    match node:
        case Mapping():
            names = frozenset(entry.name for entry in node.entries)
            for entry in node.entries:
                if not is_extension(entry.name):
                    yield (*route, entry.name), names
                    yield from _keys(entry.value, (*route, entry.name))
        case Sequence():
            for index, item in enumerate(node.items):
                yield from _keys(item, (*route, index))
        case _:
            pass


def _finding(route: Route, field: LanguageField, siblings: frozenset[str]) -> Diagnostic:
    instead, since = field.meaning.deprecated, field.meaning.since
    fields = field.section.language_fields()
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
