"""Merging blocks of imports by the names that they take."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final, TypeAlias

from mlsys.project.merge.streams import in_order

_WIDTH: Final = 100
Imports: TypeAlias = dict[str, tuple[frozenset[str], str]]
"""The names taken from each module, and the statement as it is written."""


def merge_imports(base: str, ours: str, theirs: str) -> str | None:
    """Return the imports of both sides; ``None`` when anything but imports stands there."""
    sides = [_read_imports(text) for text in (base, ours, theirs)]
    if any(side is None for side in sides):
        return None
    before, mine, now = (side or {} for side in sides)
    merged: list[str] = []
    for key in in_order(mine, now):
        names = _names(*(side.get(key, (frozenset[str](), ""))[0] for side in (before, mine, now)))
        if names:
            merged.append(_statement(key, names, (mine, now)))
    return "".join(merged)


def _names(base: frozenset[str], ours: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    return (ours | (theirs - base)) - (base - theirs)


def _read_imports(text: str) -> Imports | None:
    """Return the imports of ``text``; ``None`` when anything else, even a comment, stands there."""
    if "#" in text:
        return None
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    found: Imports = {}
    for node in body:
        written = f"{ast.get_source_segment(text, node)}\n"
        match node:
            case ast.Import(names=[alias]):
                key, names = f"import {alias.name} {alias.asname or ''}", frozenset({alias.name})
            case ast.ImportFrom(module=module, names=aliases, level=level):
                key = f"from {'.' * level}{module or ''} import "
                names = frozenset(f"{a.name} as {a.asname}" if a.asname else a.name for a in aliases)
            case _:
                return None
        if key in found:
            return None
        found[key] = names, written
    return found


def _statement(key: str, names: frozenset[str], sides: Sequence[Imports]) -> str:
    for side in sides:
        if key in side and side[key][0] == names:
            return side[key][1]
    ordered = sorted(names, key=_import_order)
    line = key + ", ".join(ordered)
    if len(line) <= _WIDTH:
        return f"{line}\n"
    return key + "(\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as isort and ruff order them."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name
