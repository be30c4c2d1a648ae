"""Making the steps of the language in the text of a document."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mlsys.diagnostics import Fix, RenameKey, SetValue
from mlsys.errors import MlsysError
from mlsys.route import Route, format_route
from mlsys.source import SourceFile
from mlsys.spec.upgrade.changes import SmallChange, Unconvertible, places, small_changes
from mlsys.spec.upgrade.move import moved
from mlsys.spec.upgrade.steps import Edit, Move, Step
from mlsys.spec.upgrade.tree import VERSION, target_of, way_from, with_changes
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import Node, Scalar, find, to_plain
from mlsys.syntax.patches import NotPossible, Patch, patch
from mlsys.syntax.reader import read


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
        source = SourceFile(source.name, _written(source, SetValue(VERSION, step.new)))
        made.append(f"apiVersion {step.old} → {step.new}")
    return Upgraded(source.text, tuple(made), tuple(left))


def version_of(tree: Node) -> str:
    """Return the version of the language that a document names.

    Raises:
        MlsysError: if it names none.
    """
    node = find(tree, VERSION)
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        raise MlsysError("the document names no `apiVersion`", help="add the one that it was written for")
    return node.value


def _way(version: str, steps: Sequence[Step], current: str) -> Sequence[Step]:
    way = tuple(way_from(version, steps, current))
    if not way and version != current:
        raise MlsysError(
            f"no steps lead from `{version}` to `{current}`",
            help="check `apiVersion`; a document of a later version needs a later mlsys",
        )
    return way


def _tree(source: SourceFile) -> Node:
    tree = read(source).value
    if tree is None:
        raise MlsysError(f"{source.name} cannot be read as YAML", help="`mlsys validate` says where and why")
    return tree


def _made(source: SourceFile, edit: Edit, made: list[str], left: list[str]) -> SourceFile:
    """Return ``source`` with ``edit`` made wherever it applies."""
    if isinstance(edit, Move):
        source = _with_move(source, edit, made, left)
    return _with_changes(source, edit, made, left)


def _with_move(source: SourceFile, edit: Move, made: list[str], left: list[str]) -> SourceFile:
    for route, names in list(places(_tree(source), edit.route)):
        target = target_of(edit, route, names)
        phrase = f"{format_route(route)} → {format_route(target)}"
        try:
            source = _moved(source, route, target)
        except NotPossible:
            left.append(phrase)
        else:
            made.append(phrase)
    return source


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


def _with_changes(source: SourceFile, edit: Edit, made: list[str], left: list[str]) -> SourceFile:
    """Make the changes of an edit that move nothing: all at once, or one by one if that does not go well."""
    tree = _tree(source)
    changes = []
    for change in small_changes(tree, edit):
        if isinstance(change, Unconvertible):
            left.append(f"{format_route(change.route)} has no new form")
        else:
            changes.append(change)
    text = _together(source, tree, changes) if changes else None
    if text is not None:
        made += (_phrase(tree, change) for change in changes)
        return SourceFile(source.name, text)
    for change in changes:
        phrase = _phrase(tree, change)
        try:
            source = SourceFile(source.name, _written(source, change))
        except NotPossible:
            left.append(phrase)
        else:
            made.append(phrase)
    return source


def _together(source: SourceFile, tree: Node, changes: Sequence[SmallChange]) -> str | None:
    """Return the text with ``changes``; ``None`` if it is not the document with them and nothing else."""
    try:
        patches = {_patch(source, tree, change) for change in changes}
    except NotPossible:
        return None
    text = source.text
    for each in sorted(patches, key=lambda each: each.start, reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
    after = read(SourceFile(source.name, text)).value
    return text if after is not None and to_plain(after) == to_plain(with_changes(tree, changes)) else None


def _patch(source: SourceFile, tree: Node, change: SmallChange) -> Patch:
    """Return the edit that makes ``change``; a text in block style keeps its lines.

    Raises:
        NotPossible: if there is no such place.
    """
    node = find(tree, change.route)
    if isinstance(change, SetValue) and isinstance(node, Scalar) and isinstance(node.value, str):
        start, end = node.span.start.offset, node.span.end.offset
        head, *parts = re.split(r"(\s+)", source.text[start:end])
        words = iter(change.text.split())
        if head[:1] in (">", "|") and len(node.value.split()) == len(change.text.split()):
            body = "".join(next(words, part) if part.strip() else part for part in parts)
            return Patch(start, end, head + body)
        holder = find(tree, change.route[:-1])
        if holder is not None and start < holder.span.start.offset:  # an alias: its text is at the anchor
            return Patch(start, end, _quoted(node, change.text))
    return patch(source, tree, _as_written(tree, change))


def _written(source: SourceFile, change: SmallChange) -> str:
    """Return the text with ``change``.

    Raises:
        NotPossible: if it cannot be made without touching anything else.
    """
    changed = apply(source, [Fix("", (_as_written(_tree(source), change),))])
    if changed.refused:
        raise NotPossible
    return changed.text


def _as_written(tree: Node, change: SmallChange) -> SmallChange:
    """Return ``change`` with its value as YAML."""
    if isinstance(change, RenameKey):
        return change
    return SetValue(change.route, _quoted(find(tree, change.route), change.text))


def _quoted(node: Node | None, text: str) -> str:
    """Return ``text`` with quotes if the value that it replaces has some."""
    plain = isinstance(node, Scalar) and node.plain
    return text if plain else json.dumps(text, ensure_ascii=False)


def _phrase(tree: Node, change: SmallChange) -> str:
    place = format_route(change.route)
    if isinstance(change, SetValue):
        node = find(tree, change.route)
        return f"{place}: {node.value if isinstance(node, Scalar) else ''} → {change.text}"
    return f"{place} → {format_route((*change.route[:-1], change.name))}"
