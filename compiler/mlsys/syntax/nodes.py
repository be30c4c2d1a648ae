"""The syntax tree: YAML 1.2 values with a span on every key and value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from mlsys.route import Route
from mlsys.source import Span

ScalarValue: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf. ``value`` follows the YAML 1.2 core schema; ``raw`` is the text as written."""

    value: ScalarValue
    span: Span
    raw: str
    plain: bool = True
    """Whether the text stands without quotes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key: Scalar
    value: Node
    name: str = ""
    """The key as text; follows from ``key``."""

    def __post_init__(self) -> None:
        value = self.key.value
        object.__setattr__(self, "name", value if isinstance(value, str) else self.key.raw)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries in the order of the text; names are unique."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, name: str) -> Node | None:
        """Return the value under ``name``, or ``None``."""
        entry = self.entry(name)
        return None if entry is None else entry.value

    def entry(self, name: str) -> Entry | None:
        """Return the entry called ``name``, or ``None``."""
        return next((e for e in self.entries if e.name == name), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in the order of the text."""

    items: tuple[Node, ...]
    span: Span


Node: TypeAlias = Scalar | Mapping | Sequence


def find(node: Node, route: Route) -> Node | None:
    """Return the node at ``route`` below ``node``, or ``None``."""
    current: Node | None = node
    for step in route:
        if isinstance(current, Mapping) and isinstance(step, str):
            current = current.get(step)
        elif isinstance(current, Sequence) and isinstance(step, int):
            current = current.items[step] if step < len(current.items) else None
        else:
            return None
    return current


def to_plain(node: Node) -> object:
    """Return ``node`` as dicts, lists and scalars."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {entry.name: to_plain(entry.value) for entry in node.entries}
    return [to_plain(item) for item in node.items]


def leaves(node: Node, route: Route = ()) -> Iterator[tuple[Route, Scalar]]:
    """Yield every scalar below ``node`` with its route, in the order of the text."""
    waiting: list[tuple[Route, Node]] = [(route, node)]
    while waiting:
        route, node = waiting.pop()
        if isinstance(node, Scalar):
            yield route, node
        elif isinstance(node, Mapping):
            waiting += [((*route, entry.name), entry.value) for entry in reversed(node.entries)]
        else:
            inner = tuple(enumerate(node.items))
            waiting += [((*route, index), item) for index, item in reversed(inner)]
