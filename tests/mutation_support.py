"""Documents with one leaf changed: dropped, misspelt, of another type, negated, emptied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mlsys.diagnostics import Change, Fix, RemoveEntry, RenameKey, SetValue
from mlsys.route import Route, format_route
from mlsys.source import SourceFile
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import Node, Scalar, leaves
from mlsys.syntax.reader import read


@dataclass(frozen=True)
class Mutant:
    """A document in which one leaf is another."""

    kind: str
    route: Route
    text: str

    @property
    def id(self) -> str:
        return f"{self.kind} {format_route(self.route)}"


def tree_of(text: str) -> Node:
    """Return the tree of ``text``, which must be sound."""
    tree = read(SourceFile("mlsystem.yaml", text)).value
    assert tree is not None
    return tree


def mutants(text: str, every: int = 1) -> Iterator[Mutant]:
    """Yield mutants of the document ``text``: all of them, or one of ``every`` so many."""
    changes = ((kind, route, c) for route, leaf in leaves(tree_of(text)) for kind, c in _changes(route, leaf))
    for kind, route, change in islice(changes, 0, None, every):
        edited = apply(SourceFile("mlsystem.yaml", text), [Fix("", (change,))])
        if edited.applied:
            yield Mutant(kind, route, edited.text)


def _changes(route: Route, leaf: Scalar) -> Iterator[tuple[str, Change]]:
    yield "drop", RemoveEntry(route)
    if isinstance(route[-1], str):
        yield "misspell", RenameKey(route, _misspelt(route[-1]))
    yield "retype", SetValue(route, "{zz: 1}")
    yield "list", SetValue(route, "[[]]")
    yield "empty", SetValue(route, "~")
    for number, value in enumerate(_negated(leaf)):
        yield f"negate{number}", SetValue(route, value)


def _misspelt(key: str) -> str:
    swapped = key[:-2] + key[-1:] + key[-2:-1]
    return swapped if len(key) > 2 and swapped != key else key + "q"


def _negated(leaf: Scalar) -> Iterator[str]:
    match leaf.value:
        case bool() as value:
            yield str(not value).lower()
        case int() | float() as value:
            yield from (str(-value), "0", str(value * 1000))
        case str() as value:
            yield from (json.dumps(f"not {value}", ensure_ascii=False), '""', "0", "-1")
            if value[:1].isdigit():
                yield from (f"-{value}", f"0{value.lstrip('0123456789.')}", f"9999{value}")
        case _:
            yield "1"
