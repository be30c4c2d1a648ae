"""Understanding documents of earlier versions of the language as they are.

The tree is brought to the current version, and every value keeps the place where the author wrote it. So a
finding is about the field as it is called now and points at the text as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from mlsys.diagnostics import Diagnostic, RenameKey, Result, SetValue, Severity, codes
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.spec.fields import API_VERSION
from mlsys.spec.upgrade import steps
from mlsys.spec.upgrade.changes import SmallChange, Unconvertible, places, small_changes
from mlsys.spec.upgrade.steps import ANY, Edit, Move, Step
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, find
from mlsys.syntax.nodes import Sequence as List
from mlsys.syntax.reader import read

VERSION: Route = ("apiVersion",)


def read_current(source: SourceFile) -> Result[Node]:
    """Return the tree of ``source`` in the current version of the language, and what is wrong with it."""
    return current(read(source))


def current(written: Result[Node]) -> Result[Node]:
    """Return what was read in the current version of the language, with a note if that is not its own."""
    tree = written.value
    node = None if tree is None else find(tree, VERSION)
    if tree is None or not isinstance(node, Scalar):
        return written
    way = tuple(way_from(node.value, steps.STEPS, API_VERSION))
    if not way:
        return written
    note = Diagnostic(
        codes.OLD_VERSION,
        Severity.NOTE,
        f"the document is written in `{node.value}`, an earlier version of the language than `{API_VERSION}`",
        VERSION,
        span=node.span,
        help=f"`mlsys migrate {tree.span.source.name}` rewrites it, and keeps comments and order",
    )
    return Result(upgraded(tree, way), (*written.diagnostics, note))


def way_from(version: object, known: Sequence[Step], goal: str) -> Iterator[Step]:
    """Yield the steps from ``version`` to ``goal``; none where there is no way."""
    way: list[Step] = []
    while version != goal:
        step = next((step for step in known if step.old == version), None)
        if step is None:
            return
        way.append(step)
        version = step.new
    yield from way


def upgraded(tree: Node, way: Iterable[Step]) -> Node:
    """Return ``tree`` after the steps of ``way``; what an edit cannot bring along stays as it is."""
    for step in way:
        for edit in step.edits:
            tree = with_edit(tree, edit)
        tree = with_changes(tree, (SetValue(VERSION, step.new),))
    return tree


def with_edit(tree: Node, edit: Edit) -> Node:
    """Return ``tree`` with ``edit`` made wherever it can be."""
    if isinstance(edit, Move):
        for route, names in places(tree, edit.route):
            with suppress(LookupError):
                tree = _moved(tree, route, target_of(edit, route, names))
    changes = small_changes(tree, edit)
    return with_changes(tree, (change for change in changes if not isinstance(change, Unconvertible)))


def target_of(edit: Move, route: Route, names: Sequence[str]) -> Route:
    """Return where the entry at ``route`` goes, of which ``names`` are what ``*`` stands for."""
    fill = iter(names)
    prefix = route[: len(route) - len(edit.route)]
    return (*prefix, *(next(fill) if part == ANY else part for part in edit.to))


def with_changes(tree: Node, changes: Iterable[SmallChange]) -> Node:
    """Return ``tree`` with ``changes``; a key whose new name is taken keeps its own."""
    values = {}
    names = {}
    for change in changes:
        match change:
            case SetValue():
                values[change.route] = change.text
            case RenameKey():
                names[change.route] = change.name
    return _rebuilt(tree, (), values, names) if values or names else tree


def _rebuilt(node: Node, route: Route, values: dict[Route, str], names: dict[Route, str]) -> Node:
    match node:
        case Scalar():
            text = values.get(route)
            return node if text is None else replace(node, value=text, raw=text)
        case List():
            items = (_rebuilt(item, (*route, i), values, names) for i, item in enumerate(node.items))
            return replace(node, items=tuple(items))
    taken = {entry.name for entry in node.entries}
    entries = []
    for entry in node.entries:
        below = (*route, entry.name)
        name = names.get(below, entry.name)
        value = _rebuilt(entry.value, below, values, names)
        key = entry.key if name in taken else replace(entry.key, value=name, raw=name)
        entries.append(Entry(key, value))
    return replace(node, entries=tuple(entries))


def _moved(tree: Node, route: Route, to: Route) -> Node:
    """Return ``tree`` with the entry at ``route`` at ``to``; mappings that it leaves empty go.

    Raises:
        LookupError: if there is no such entry, or the place is taken.
    """
    parent = find(tree, route[:-1])
    entry = parent.entry(str(route[-1])) if isinstance(parent, Mapping) else None
    if entry is None or find(tree, to) is not None:
        raise LookupError
    return _with(_without(tree, route), to, entry)


def _without(node: Node, route: Route) -> Node:
    if not isinstance(node, Mapping):
        raise LookupError
    entries = []
    for entry in node.entries:
        if entry.name != route[0]:
            entries.append(entry)
        elif len(route) > 1:
            left = _without(entry.value, route[1:])
            if not isinstance(left, Mapping) or left.entries:
                entries.append(Entry(entry.key, left))
    return replace(node, entries=tuple(entries))


def _with(node: Node, route: Route, moved: Entry) -> Node:
    if not isinstance(node, Mapping):
        raise LookupError
    name = str(route[0])
    key = replace(moved.key, value=name, raw=name)
    if len(route) == 1:
        return replace(node, entries=(*node.entries, Entry(key, moved.value)))
    inner = node.get(name)
    if inner is None:
        made = _with(Mapping((), moved.key.span), route[1:], moved)
        return replace(node, entries=(*node.entries, Entry(key, made)))
    below = _with(inner, route[1:], moved)
    return replace(node, entries=tuple(Entry(e.key, below) if e.name == name else e for e in node.entries))
