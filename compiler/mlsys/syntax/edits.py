"""Applying fixes to a document as a person would: comments, order and spelling of the rest stay.

Every fix is checked by reading the result: it must be the old document with the change and
nothing else, or the fix is refused.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mlsys.diagnostics import AddEntry, AppendItem, Change, Diagnostic, Fix, RemoveEntry, RenameKey, SetValue
from mlsys.route import Route
from mlsys.source import SourceFile
from mlsys.syntax.nodes import find, to_plain
from mlsys.syntax.patches import NotPossible, patch
from mlsys.syntax.reader import read


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after fixes."""

    text: str
    applied: tuple[Fix, ...] = ()
    refused: tuple[Fix, ...] = ()
    """Fixes that would have changed something else, or have no place in this text."""


def apply(source: SourceFile, fixes: Iterable[Fix]) -> Edited:
    """Return the text of ``source`` with ``fixes`` made one after the other.

    The routes of the fixes are those of ``source`` as it is written. A fix is made as
    a whole or refused as a whole.
    """
    text = source.text
    applied: list[Fix] = []
    refused: list[Fix] = []
    for fix in fixes:
        changed = _apply_fix(SourceFile(source.name, text), fix)
        (refused if changed is None else applied).append(fix)
        text = text if changed is None else changed
    return Edited(text, tuple(applied), tuple(refused))


def safe_fixes(source: SourceFile, diagnostics: Iterable[Diagnostic]) -> tuple[Fix, ...]:
    """Return the distinct fixes in ``source`` that cannot change what the author meant."""
    return tuple(fix for fix in offered_fixes(source, diagnostics) if fix.safe)


def offered_fixes(source: SourceFile, diagnostics: Iterable[Diagnostic]) -> tuple[Fix, ...]:
    """Return the distinct fixes of findings that lie in ``source`` under the route they name.

    A finding about a merged document may name a route that is written elsewhere, in a parent or
    an overlay; its fix is left to the author.
    """
    tree = read(source).value
    found: dict[Fix, None] = {}
    for diagnostic in diagnostics:
        fix, span = diagnostic.fix, diagnostic.span
        if fix is None or span is None or tree is None or span.source.name != source.name:
            continue
        node = find(tree, diagnostic.route)
        if node is not None and abs(node.span.start.line - span.start.line) <= 1:
            found[fix] = None
    return tuple(found)


def _apply_fix(source: SourceFile, fix: Fix) -> str | None:
    for change in fix.changes:
        text = _apply_change(source, change)
        if text is None:
            return None
        source = SourceFile(source.name, text)
    return source.text


def _apply_change(source: SourceFile, change: Change) -> str | None:
    before = read(source)
    if before.value is None:
        return None
    try:
        edit = patch(source, before.value, change)
        wanted = _changed(to_plain(before.value), change)
    except (NotPossible, LookupError, TypeError):
        return None
    text = source.text[: edit.start] + edit.text + source.text[edit.end :]
    after = read(SourceFile(source.name, text))
    if after.value is None or len(after.diagnostics) > len(before.diagnostics):
        return None
    return text if _same(to_plain(after.value), wanted) else None


def _changed(document: Any, change: Change) -> Any:
    """Return the plain document with ``change`` made.

    Raises:
        LookupError: if there is no such place.
        TypeError: if a value on the way is not a mapping or list.
    """
    holder = {"": copy.deepcopy(document)}
    route: Route = ("", *change.route)
    match change:
        case SetValue():
            _step_into(holder, route[:-1], create=True)[route[-1]] = _value(change.text)
        case RenameKey():
            parent = _step_into(holder, route[:-1])
            value = parent.pop(route[-1])
            if change.name in parent:
                raise KeyError(change.name)
            parent[change.name] = value
        case RemoveEntry():
            del _step_into(holder, route[:-1])[route[-1]]
        case AddEntry():
            _step_into(holder, route, create=True)[change.key] = _value(change.text)
        case AppendItem():
            parent = _step_into(holder, route[:-1], create=True)
            parent[route[-1]] = [*(_given(parent, route[-1]) or ()), _value(change.text)]
    return holder[""]


def _step_into(holder: Any, route: Route, *, create: bool = False) -> Any:
    for step in route:
        if create and isinstance(holder, dict) and holder.get(step) is None:
            holder[step] = {}
        holder = holder[step]
    return holder


def _given(parent: Any, step: object) -> Any:
    return parent.get(step) if isinstance(parent, dict) else parent[step]


def _value(text: str) -> Any:
    value = read(SourceFile("fix", text)).value
    return None if value is None else to_plain(value)


def _same(a: object, b: object) -> bool:
    """Whether two plain values are equal and of equal types (``1`` is not ``True``)."""
    return a == b and repr(_sorted(a)) == repr(_sorted(b))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return sorted((key, _sorted(item)) for key, item in value.items())
    return [_sorted(item) for item in value] if isinstance(value, list) else value
