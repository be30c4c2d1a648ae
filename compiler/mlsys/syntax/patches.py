"""From a change of the document to a change of its text, touching nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from mlsys.diagnostics import AddEntry, AppendItem, Change, RemoveEntry, RenameKey, SetValue
from mlsys.route import Route, Step
from mlsys.source import SourceFile
from mlsys.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, find
from mlsys.syntax.scalars import resolve, yaml_1_1_meaning

_PLAIN = re.compile(r"[A-Za-z_][\w./ -]*\Z")


class NotPossible(Exception):
    """The change has no place in the text, as when its route is not there."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Replace the characters from ``start`` to ``end`` by ``text``."""

    start: int
    end: int
    text: str


def patch(source: SourceFile, tree: Node, change: Change) -> Patch:
    """Return the edit of ``source`` that makes ``change``; ``tree`` is what was read from it.

    Raises:
        NotPossible: if there is no such place.
    """
    match change:
        case SetValue():
            return _set(source, tree, change)
        case RenameKey():
            key = _entry(tree, change.route).key.span
            return Patch(key.start.offset, key.end.offset, written_key(change.name))
        case RemoveEntry():
            return _remove(source, tree, change.route)
        case AddEntry():
            return _add(source, tree, change)
        case AppendItem():
            return _append_item(source, tree, change)


def written_key(name: str) -> str:
    """Return ``name`` as it is written as a key: plain if no tool can misread it, else quoted."""
    is_plain = (
        _PLAIN.match(name) and name == name.strip() and resolve(name) == name and not yaml_1_1_meaning(name)
    )
    return name if is_plain else json.dumps(name, ensure_ascii=False)


def _entry(tree: Node, route: Route) -> Entry:
    parent = find(tree, route[:-1]) if route else None
    entry = parent.entry(str(route[-1])) if isinstance(parent, Mapping) else None
    if entry is None:
        raise NotPossible
    return entry


def _set(source: SourceFile, tree: Node, change: SetValue) -> Patch:
    node = find(tree, change.route)
    if node is None:
        return _add(source, tree, AddEntry(change.route[:-1], _name(change.route), change.text))
    start, end = node.span.start, node.span.end
    if not change.route or isinstance(find(tree, change.route[:-1]), Sequence):
        return Patch(start.offset, end.offset, change.text)
    key = _entry(tree, change.route).key.span
    if start.line != key.end.line or start == end:
        colon = source.text.find(":", key.end.offset)
        if colon < 0:
            raise NotPossible
        return Patch(colon + 1, max(end.offset, colon + 1), f" {change.text}")
    return Patch(start.offset, end.offset, change.text)


def _name(route: Route) -> str:
    if not route or not isinstance(route[-1], str):
        raise NotPossible
    return route[-1]


# -- removing -------------------------------------------------------------------------------


def _remove(source: SourceFile, tree: Node, route: Route) -> Patch:
    parent = find(tree, route[:-1]) if route else None
    if not isinstance(parent, Mapping | Sequence):
        raise NotPossible
    ranges = _ranges(parent)
    place = _index(parent, route[-1])
    if len(ranges) == 1:
        empty = "{}" if isinstance(parent, Mapping) else "[]"
        return _set(source, tree, SetValue(route[:-1], empty))
    start, end = ranges[place]
    text = source.text
    if text[parent.span.start.offset] in "{[":
        if place + 1 < len(ranges):
            return Patch(start, ranges[place + 1][0], "")
        return Patch(ranges[place - 1][1], end, "")
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    if not before.strip(" -" if isinstance(parent, Sequence) else " "):
        return Patch(line, _line_end(text, end, with_break=True), "")
    if place + 1 < len(ranges):
        return Patch(start, ranges[place + 1][0], "")
    raise NotPossible


def _ranges(parent: Mapping | Sequence) -> list[tuple[int, int]]:
    if isinstance(parent, Sequence):
        return [(item.span.start.offset, item.span.end.offset) for item in parent.items]
    return [
        (e.key.span.start.offset, max(e.key.span.end.offset, e.value.span.end.offset)) for e in parent.entries
    ]


def _index(parent: Mapping | Sequence, step: Step) -> int:
    if isinstance(parent, Sequence):
        if isinstance(step, int) and 0 <= step < len(parent.items):
            return step
        raise NotPossible
    names = [entry.name for entry in parent.entries]
    if step not in names:
        raise NotPossible
    return names.index(str(step))


def _line_end(text: str, offset: int, *, with_break: bool) -> int:
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    if with_break:
        return end + 1
    return end - 1 if text[end - 1 : end] == "\r" else end


# -- adding ---------------------------------------------------------------------------------


def _add(source: SourceFile, tree: Node, change: AddEntry) -> Patch:
    depth = len(change.route)
    while find(tree, change.route[:depth]) is None:
        depth -= 1
    missing = [step for step in (*change.route[depth:], change.key) if isinstance(step, str)]
    if len(missing) != len(change.route) - depth + 1:
        raise NotPossible
    text = change.text
    for name in reversed(missing[1:]):
        text = f"{{{written_key(name)}: {text}}}"
    added = f"{written_key(missing[0])}: {text}"
    parent = find(tree, change.route[:depth])
    if isinstance(parent, Scalar) and parent.value is None and depth:
        return _set(source, tree, SetValue(change.route[:depth], f"{{{added}}}"))
    if not isinstance(parent, Mapping) or parent.get(missing[0]) is not None:
        raise NotPossible
    return _append(source, parent, added)


def _append(source: SourceFile, parent: Mapping, added: str) -> Patch:
    text = source.text
    start = parent.span.start.offset
    if not parent.entries:
        return Patch(start + 1, start + 1, added)
    last = _ranges(parent)[-1][1]
    if _in_braces(source, parent):
        return Patch(last, last, f", {added}")
    place = _line_end(text, last, with_break=False)
    indent = " " * (parent.entries[0].key.span.start.column - 1)
    return Patch(place, place, f"{_line_break(text)}{indent}{added}")


def _append_item(source: SourceFile, tree: Node, change: AppendItem) -> Patch:
    items, text = find(tree, change.route), source.text
    if items is None or (isinstance(items, Scalar) and items.value is None):
        return _begin_list(source, tree, change)
    if not isinstance(items, Sequence):
        raise NotPossible
    start = items.span.start
    if text[start.offset] == "[":
        last = items.items[-1].span.end.offset if items.items else start.offset + 1
        return Patch(last, last, f", {change.text}" if items.items else change.text)
    place = _line_end(text, _ranges(items)[-1][1], with_break=False)
    return Patch(place, place, f"{_line_break(text)}{' ' * (start.column - 1)}- {change.text}")


def _begin_list(source: SourceFile, tree: Node, change: AppendItem) -> Patch:
    """Return the edit that makes a list of one item, a line of its own where its mapping has lines."""
    parent, name = find(tree, change.route[:-1]), _name(change.route)
    lines = isinstance(parent, Mapping) and parent.entries and not _in_braces(source, parent)
    if not isinstance(parent, Mapping) or not lines or parent.get(name) is not None:
        return _set(source, tree, SetValue(change.route, f"[{change.text}]"))
    indent = " " * (parent.entries[0].key.span.start.column + 1)
    return _append(source, parent, f"{written_key(name)}:{_line_break(source.text)}{indent}- {change.text}")


def _in_braces(source: SourceFile, parent: Mapping) -> bool:
    start = parent.span.start.offset
    return source.text[start : start + 1] == "{"


def _line_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
