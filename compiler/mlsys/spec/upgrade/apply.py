"""Making the steps of the language in the text of a document."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlsys.diagnostics import Fix, RenameKey, SetValue
from mlsys.errors import MlsysError
from mlsys.route import Route, format_route, parse_route
from mlsys.source import SourceFile
from mlsys.spec.upgrade.move import moved
from mlsys.spec.upgrade.steps import ANY, Convert, Edit, Move, Pattern, Rename, Step
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import Mapping, Node, Scalar, find, leaves, to_plain
from mlsys.syntax.nodes import Sequence as List
from mlsys.syntax.patches import NotPossible, written_key
from mlsys.syntax.reader import read

_VERSION: Route = ("apiVersion",)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A document after the steps."""

    text: str
    made: tuple[str, ...]
    """What was edited, as phrases."""
    left: tuple[str, ...]
    """What has to be done by hand, as phrases; the text is of no use as long as there is any."""


def upgrade(source: SourceFile, steps: Sequence[Step], current: str) -> Upgraded:
    """Return the text of ``source`` in the version ``current`` of the language.

    Args:
        source: the document; it must be readable as YAML.
        steps: the known steps, in order.
        current: the version to end with.

    Raises:
        MlsysError: if the document is of a version from which no steps lead there.
    """
    made: list[str] = []
    left: list[str] = []
    for step in _way(version_of(_tree(source)), steps, current):
        for edit in step.edits:
            source = _made(source, edit, made, left)
        source = _set(source, _VERSION, written_value(step.new))
        made.append(f"apiVersion {step.old} → {step.new}")
    return Upgraded(source.text, tuple(made), tuple(left))


def version_of(tree: Node) -> str:
    """Return the version of the language that a document names.

    Raises:
        MlsysError: if it names none.
    """
    node = find(tree, _VERSION)
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        raise MlsysError("the document names no `apiVersion`", help="add the one that it was written for")
    return node.value


def written_value(value: str) -> str:
    """Return ``value`` as it is written as a plain value."""
    return value if "/" in value else written_key(value)


def _way(version: str, steps: Sequence[Step], current: str) -> Iterator[Step]:
    while version != current:
        step = next((step for step in steps if step.old == version), None)
        if step is None:
            raise MlsysError(
                f"no steps lead from `{version}` to `{current}`",
                help="check `apiVersion`; a document of a later version needs a later mlsys",
            )
        yield step
        version = step.new


def _tree(source: SourceFile) -> Node:
    tree = read(source).value
    if tree is None:
        raise MlsysError(f"{source.name} cannot be read as YAML", help="`mlsys validate` says where and why")
    return tree


def _made(source: SourceFile, edit: Edit, made: list[str], left: list[str]) -> SourceFile:
    """Return ``source`` with ``edit`` made wherever it applies."""
    for route, names in list(_places(_tree(source), edit.route)):
        phrase, target = _phrase(edit, route, names)
        try:
            source = _edited(source, edit, route, target)
        except (NotPossible, ValueError):
            left.append(phrase)
        else:
            made.append(phrase)
            source = _references(source, route, target)
    return source


def _places(tree: Node, pattern: Pattern) -> Iterator[tuple[Route, tuple[str, ...]]]:
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


def _phrase(edit: Edit, route: Route, names: tuple[str, ...]) -> tuple[str, Route]:
    match edit:
        case Rename():
            target: Route = (*route[:-1], edit.name)
        case Move():
            fill = iter(names)
            prefix = route[: len(route) - len(edit.route)]
            target = (*prefix, *(next(fill) if part == ANY else part for part in edit.to))
        case Convert():
            return f"{format_route(route)} is written anew", route
    return f"{format_route(route)} → {format_route(target)}", target


def _edited(source: SourceFile, edit: Edit, route: Route, target: Route) -> SourceFile:
    match edit:
        case Rename():
            changed = apply(source, [Fix("", (RenameKey(route, edit.name),))])
            if changed.refused:
                raise NotPossible
            return SourceFile(source.name, changed.text)
        case Convert():
            node = find(_tree(source), route)
            if not isinstance(node, Scalar):
                raise NotPossible
            return _set(source, route, edit.convert(node.raw))
        case Move():
            return _moved(source, route, target)


def _moved(source: SourceFile, route: Route, target: Route) -> SourceFile:
    """Move an entry, and check that nothing else became of the document."""
    tree = _tree(source)
    text = moved(source, tree, route, target)
    after = read(SourceFile(source.name, text)).value
    if after is None or to_plain(after) != _expected(to_plain(tree), route, target):
        raise NotPossible
    return SourceFile(source.name, text)


def _expected(document: Any, route: Route, target: Route) -> Any:
    result = copy.deepcopy(document)
    parents = [result]
    for step in route[:-1]:
        parents.append(parents[-1][step])
    value = parents[-1].pop(route[-1])
    for depth in range(len(parents) - 1, 0, -1):
        if parents[depth] == {}:
            del parents[depth - 1][route[depth - 1]]
    part = result
    for step in target[:-1]:
        part = part.setdefault(step, {})
    part[target[-1]] = value
    return result


def _set(source: SourceFile, route: Route, text: str) -> SourceFile:
    changed = apply(source, [Fix("", (SetValue(route, text),))])
    if changed.refused:
        raise NotPossible
    return SourceFile(source.name, changed.text)


def _references(source: SourceFile, old: Route, new: Route) -> SourceFile:
    """Follow a renamed or moved field in texts that name it: suppressions and manual enforcement."""
    if old == new or old[:1] == ("environments",):
        return source
    tree = _tree(source)
    for route, leaf in leaves(tree):
        if route[:1] == ("suppressions",) and route[-1:] == ("path",) and isinstance(leaf.value, str):
            text = _followed(leaf.value, old, new)
            if text is not None:
                source = _set(source, route, written_value(text) if "[" not in text else f"'{text}'")
    enforcement = find(_tree(source), ("enforcement",))
    for entry in enforcement.entries if isinstance(enforcement, Mapping) else ():
        text = _followed(entry.name, old, new)
        if text is not None:
            source = SourceFile(
                source.name, apply(source, [Fix("", (RenameKey(("enforcement", entry.name), text),))]).text
            )
    return source


def _followed(text: str, old: Route, new: Route) -> str | None:
    try:
        route = parse_route(text)
    except ValueError:
        return None
    return format_route((*new, *route[len(old) :])) if route[: len(old)] == old else None
