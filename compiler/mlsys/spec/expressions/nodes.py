"""The nodes of an expression; ``str`` of a node is source that parses back to an equal node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

CompareOperator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
ArithmeticOperator: TypeAlias = Literal["+", "-", "*", "/"]
Extent: TypeAlias = tuple[int, int]
"""First character and the one behind the last, from 0, in the text of the expression."""


class _Node:
    """What the nodes share: they are equal when their sources are, wherever they stand."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


@dataclass(frozen=True, eq=False)
class Name(_Node):
    """A column."""

    name: str
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, eq=False)
class Constant(_Node):
    """A number or a text."""

    value: int | float | str
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return repr(self.value)


@dataclass(frozen=True, eq=False)
class _Pair(_Node):
    left: Expression
    operator: str
    right: Expression
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"({self.left} {self.operator} {self.right})"


@dataclass(frozen=True, eq=False)
class Compare(_Pair):
    """A comparison of two values."""

    operator: CompareOperator


@dataclass(frozen=True, eq=False)
class Arithmetic(_Pair):
    """A calculation with two numbers."""

    operator: ArithmeticOperator


@dataclass(frozen=True, eq=False)
class Member(_Node):
    """Whether a value is one of several constants."""

    item: Expression
    options: tuple[Constant, ...]
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"({self.item} in [{', '.join(map(str, self.options))}])"


@dataclass(frozen=True, eq=False)
class Missing(_Node):
    """Whether a column has no value."""

    item: Name
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"({self.item} is None)"


@dataclass(frozen=True, eq=False)
class Logic(_Node):
    """All or any of several conditions."""

    operator: Literal["and", "or"]
    items: tuple[Expression, ...]
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return "(" + f" {self.operator} ".join(map(str, self.items)) + ")"


@dataclass(frozen=True, eq=False)
class Not(_Node):
    """The opposite of a condition."""

    item: Expression
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"(not {self.item})"


@dataclass(frozen=True, eq=False)
class Call(_Node):
    """``abs``, ``min`` or ``max`` of numbers."""

    function: Literal["abs", "min", "max"]
    arguments: tuple[Expression, ...]
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


@dataclass(frozen=True, eq=False)
class Conditional(_Node):
    """One of two values, by a condition."""

    condition: Expression
    then: Expression
    otherwise: Expression
    extent: Extent = (0, 0)

    def __str__(self) -> str:
        return f"({self.then} if {self.condition} else {self.otherwise})"


Expression: TypeAlias = (
    Name | Constant | Compare | Member | Missing | Logic | Not | Arithmetic | Call | Conditional
)


def children(node: Expression) -> Iterator[Expression]:
    """Yield the expressions directly inside ``node``, in the order of their fields."""
    for field in fields(node):
        value = getattr(node, field.name)
        inner = value if isinstance(value, tuple) else (value,)
        yield from (part for part in inner if isinstance(part, Expression))


def names(node: Expression) -> Iterator[Name]:
    """Yield every mention of a column in ``node``."""
    if isinstance(node, Name):
        yield node
    for child in children(node):
        yield from names(child)
