"""What an edit of the language changes in one document, whatever kind it is of.

A policy and a blueprint name fields of systems, and so do the suppressions and the manual enforcement of a
system: these texts follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from mlsys.diagnostics import RenameKey, SetValue
from mlsys.route import Route, Step
from mlsys.spec.upgrade.steps import ANY, STEPS, Convert, Edit, Move, Pattern, Rename
from mlsys.syntax.nodes import Mapping, Node, Scalar, find
from mlsys.syntax.nodes import Sequence as List

SmallChange: TypeAlias = RenameKey | SetValue
"""What leaves the shape of a document as it is."""

_ROUTES: Final[dict[str, tuple[Pattern, ...]]] = {
    "MLSystem": (("suppressions", ANY, "path"),),
    "Policy": (("required", ANY), ("rules", ANY, "at")),
    "Blueprint": (("enforces", ANY, "claim"), ("enforces", ANY, "claim", ANY)),
}
_KEYS: Final[dict[str, tuple[Pattern, ...]]] = {
    "MLSystem": (("enforcement", ANY),),
    "Policy": tuple((name, ANY) for name in ("floors", "allowed", "forbidden")),
}
_DEMANDS: Final[dict[str, tuple[Pattern, ...]]] = {"Policy": (("exceptions", ANY, "rule"),)}
"""Texts that name a list of a policy and a place in it: ``allowed.infra.region``."""
_CONDITIONS: Final[dict[str, tuple[Pattern, ...]]] = {
    "Policy": (
        ("applies",),
        ("rules", ANY, "when"),
        ("rules", ANY, "require"),
    ),
    "Blueprint": (
        ("when",),
        ("files", ANY, "when"),
        ("files", ANY, "each"),
        ("enforces", ANY, "when"),
        ("cookiecutter", "context", ANY),
    ),
}


@dataclass(frozen=True, slots=True)
class Unconvertible:
    """A value that has no new form."""

    route: Route


def kind_of(tree: Node) -> str:
    """Return the kind of a document; what names none is a system."""
    node = find(tree, ("kind",))
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else "MLSystem"


def places(tree: Node, pattern: Pattern) -> Iterator[tuple[Route, tuple[str, ...]]]:
    """Yield the routes that ``pattern`` matches, also in overlays, with what ``*`` stands for, last first.

    From the end of the document, so that an edit does not move the places that are still to come.
    """
    found = list(_matches(tree, pattern, (), ()))
    environments = find(tree, ("environments",))
    if isinstance(environments, Mapping):
        for entry in environments.entries:
            prefix = ("environments", entry.name, "overlay")
            overlay = find(tree, prefix)
            if overlay is not None:
                found += _matches(overlay, pattern, prefix, ())
    yield from reversed(found)


def small_changes(tree: Node, edit: Edit) -> Iterator[SmallChange | Unconvertible]:
    """Yield what ``edit`` changes in ``tree`` without moving anything."""
    kind = kind_of(tree)
    if isinstance(edit, Convert):
        for pattern in edit.routes:
            yield from _converted(tree, pattern, edit, kind)
        return
    if kind == "MLSystem" and isinstance(edit, Rename):
        for route, _ in places(tree, edit.route):
            if _applies(tree, route, edit):
                yield RenameKey(route, edit.name)
    if isinstance(edit, Rename) and edit.where and not any(_renamed(tree, edit)):
        return
    yield from _followed(tree, edit, kind)


def later_name(route: Route, beside: object) -> tuple[str, str] | None:
    """Return what the field at ``route`` is called now, and since when; ``None`` if it never was a field.

    Args:
        route: the place of a name that the language does not have.
        beside: the mapping that it stands in, as plain values.
    """
    own = route[3:] if route[:1] == ("environments",) else route
    for step in STEPS:
        for edit in step.edits:
            if isinstance(edit, Rename) and len(edit.route) == len(own):
                named = all(part in (ANY, each) for part, each in zip(edit.route, own, strict=True))
                name, value = edit.where or ("", None)
                if named and (not name or (isinstance(beside, dict) and beside.get(name) == value)):
                    return edit.name, step.new
    return None


def _matches(
    node: Node, pattern: Pattern, route: Route, names: tuple[str, ...]
) -> Iterator[tuple[Route, tuple[str, ...]]]:
    if not pattern:
        yield route, names
    elif isinstance(node, Mapping):
        for entry in node.entries:
            if pattern[0] in (ANY, entry.name):
                bound = (*names, entry.name) if pattern[0] == ANY else names
                yield from _matches(entry.value, pattern[1:], (*route, entry.name), bound)
    elif isinstance(node, List) and pattern[0] == ANY:
        for index, item in enumerate(node.items):
            yield from _matches(item, pattern[1:], (*route, index), (*names, str(index)))


def _renamed(tree: Node, edit: Rename) -> Iterator[Route]:
    return (route for route, _ in places(tree, edit.route) if _applies(tree, route, edit))


def _applies(tree: Node, route: Route, edit: Rename) -> bool:
    if edit.where is None:
        return True
    name, value = edit.where
    beside = find(tree, (*route[:-1], name))
    return isinstance(beside, Scalar) and beside.value == value


def _converted(
    tree: Node, pattern: Pattern, edit: Convert, kind: str
) -> Iterator[SmallChange | Unconvertible]:
    if kind == "MLSystem":
        routes: list[Route] = [route for route, _ in places(tree, pattern)]
    else:
        routes = [route for demand in _demands(tree, kind, pattern) for route in demand]
    for route in routes:
        node = find(tree, route)
        if isinstance(node, Scalar):
            told = node.value if isinstance(node.value, str) else node.raw
            try:
                text = edit.convert(told)
            except ValueError:
                yield Unconvertible(route)
                continue
            if text != told:
                yield SetValue(route, text)


def _demands(tree: Node, kind: str, pattern: Pattern) -> Iterator[tuple[Route, ...]]:
    """Yield the places of the values that a policy holds against the field at ``pattern``."""
    named = _expression(pattern)
    for keys in _KEYS.get(kind, ()) if kind != "MLSystem" else ():
        for route, (place,) in _matches(tree, keys, (), ()):
            if named.fullmatch(place):
                node = find(tree, route)
                items: tuple[Step, ...] = tuple(range(len(node.items))) if isinstance(node, List) else ()
                yield tuple((*route, item) for item in items) or (route,)


def _followed(tree: Node, edit: Rename | Move, kind: str) -> Iterator[SmallChange]:
    """Yield the changes of texts that name a field which is called otherwise now."""
    for pattern in _KEYS.get(kind, ()):
        for route, _ in places(tree, pattern):
            text = followed(str(route[-1]), edit)
            if text is not None:
                yield RenameKey(route, text)
    for route, told in _texts(tree, _ROUTES.get(kind, ())):
        if (text := followed(told, edit)) is not None:
            yield SetValue(route, text)
    for route, told in _texts(tree, _CONDITIONS.get(kind, ())):
        if (text := followed(told, edit, whole=False)) is not None:
            yield SetValue(route, text)
    for route, told in _texts(tree, _DEMANDS.get(kind, ())):
        demand, _, place = told.partition(".")
        if (text := followed(place, edit)) is not None:
            yield SetValue(route, f"{demand}.{text}")


def _texts(tree: Node, patterns: tuple[Pattern, ...]) -> Iterator[tuple[Route, str]]:
    for pattern in patterns:
        for route, _ in places(tree, pattern):
            node = find(tree, route)
            if isinstance(node, Scalar) and isinstance(node.value, str):
                yield route, node.value


def followed(text: str, edit: Rename | Move, *, whole: bool = True) -> str | None:
    """Return ``text`` with the names of the field as they are after ``edit``; ``None`` if it has none.

    Args:
        text: a route, or a condition.
        edit: what became of the field.
        whole: whether the text is a route from its beginning to its end.
    """
    named = _expression(edit.route)
    to = (*edit.route[:-1], edit.name) if isinstance(edit, Rename) else edit.to

    def renamed(found: re.Match[str]) -> str:
        groups = iter(found.groups())
        parts = (next(groups) if step == ANY else f".{step}" for step in to)
        return "".join(parts).removeprefix(".")

    new = named.sub(renamed, text) if not whole or named.match(text) else text
    return None if new == text else new


def _expression(pattern: Pattern) -> re.Pattern[str]:
    r"""Return what finds the field in a text; a group ``.name``, ``[0]`` or ``["a b"]`` for each ``*``."""
    parts = (r"(\.[\w@*-]+|\.?\[[^\]]*\])" if step == ANY else rf"\.{re.escape(step)}" for step in pattern)
    return re.compile(rf"(?<![\w.\]]){''.join(parts).removeprefix(chr(92) + '.')}(?![\w-])")
