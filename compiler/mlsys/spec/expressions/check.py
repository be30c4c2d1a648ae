"""Whether an expression makes sense over the declared columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from mlsys.diagnostics.suggest import did_you_mean
from mlsys.spec.expressions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Conditional,
    Constant,
    Expression,
    Logic,
    Member,
    Missing,
    Name,
    Not,
)
from mlsys.spec.expressions.source import Problem

if TYPE_CHECKING:
    from mlsys.spec.features import Feature

Kind: TypeAlias = Literal["number", "text", "boolean"]


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What an expression needs to know about a column."""

    kind: Kind
    values: tuple[str, ...] | None = None
    """The possible texts, where they are declared."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The type of an expression and what is wrong with it."""

    kind: Kind | None
    problems: tuple[Problem, ...]


_KINDS: Mapping[str, Kind] = {
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "categorical": "text",
    "text": "text",
}


def column_types(features: Mapping[str, Feature]) -> dict[str, ColumnType]:
    """Return what expressions may use of ``features``: all but timestamps and embeddings."""
    return {
        name: ColumnType(_KINDS[feature.type], feature.values)
        for name, feature in features.items()
        if feature.type in _KINDS
    }


def check(expression: Expression, columns: Mapping[str, ColumnType]) -> Checked:
    """Return the type of ``expression`` over ``columns`` and everything that is wrong with it."""
    checker = _Checker(columns)
    return Checked(checker.kind_of(expression), tuple(checker.problems))


class _Checker:
    """Finds types from the leaves up; an unknown type is silent, so that one mistake is one problem."""

    def __init__(self, columns: Mapping[str, ColumnType]) -> None:
        self._columns = columns
        self.problems: list[Problem] = []

    def kind_of(self, node: Expression) -> Kind | None:  # noqa: C901, PLR0911 (one case a node)
        """Return the type of ``node``, ``None`` when it has a mistake inside."""
        match node:
            case Name():
                return self._name(node)
            case Constant(value=value):
                return "text" if isinstance(value, str) else "number"
            case Compare():
                return self._compare(node)
            case Member():
                return self._member(node)
            case Missing(item=item):
                self.kind_of(item)
                return "boolean"
            case Logic(items=items):
                return self._all(items, "boolean", "boolean")
            case Not(item=item):
                return self._all((item,), "boolean", "boolean")
            case Arithmetic(left=left, right=right):
                return self._all((left, right), "number", "number")
            case Call(arguments=arguments):
                return self._all(arguments, "number", "number")
            case Conditional():
                return self._conditional(node)
            case _:
                assert_never(node)

    def _name(self, node: Name) -> Kind | None:
        column = self._columns.get(node.name)
        if column is not None:
            return column.kind
        self._add(node, f"`{node.name}` is not a feature", did_you_mean(node.name, self._columns))
        return None

    def _compare(self, node: Compare) -> Kind:
        left, right = self.kind_of(node.left), self.kind_of(node.right)
        if left is None or right is None:
            return "boolean"
        if left != right:
            self._add(node, f"`{_shown(node.left)}` is a {left}, `{_shown(node.right)}` a {right}")
        elif node.operator not in ("==", "!=") and left != "number":
            self._add(node, f"{left}s have no order: `{node.operator}` compares numbers", "use `==` or `in`")
        self._known_value(node.left, node.right)
        self._known_value(node.right, node.left)
        return "boolean"

    def _member(self, node: Member) -> Kind:
        kind = self.kind_of(node.item)
        for option in node.options:
            if kind is not None and self.kind_of(option) != kind:
                self._add(option, f"`{_shown(node.item)}` is a {kind}, `{option}` is not")
            self._known_value(node.item, option)
        return "boolean"

    def _known_value(self, column: Expression, value: Expression) -> None:
        """A text that the column cannot have is a condition that never holds."""
        if (
            not isinstance(column, Name)
            or not isinstance(value, Constant)
            or not isinstance(value.value, str)
        ):
            return
        declared = self._columns.get(column.name)
        if declared is None or declared.values is None or value.value in declared.values:
            return
        self._add(value, f"`{column}` is never {value}", did_you_mean(value.value, declared.values))

    def _conditional(self, node: Conditional) -> Kind | None:
        self._all((node.condition,), "boolean", "boolean")
        then, otherwise = self.kind_of(node.then), self.kind_of(node.otherwise)
        if then is not None and otherwise is not None and then != otherwise:
            self._add(node, f"the rule gives a {then} or a {otherwise}")
        return then

    def _all(self, items: Iterable[Expression], wanted: Kind, result: Kind) -> Kind:
        for item in items:
            kind = self.kind_of(item)
            if kind is not None and kind != wanted:
                help_ = "compare it with a value" if wanted == "boolean" else ""
                self._add(item, f"`{_shown(item)}` is a {kind}, not a {wanted}", help_)
        return result

    def _add(self, node: Expression, message: str, help_: str = "") -> None:
        self.problems.append(Problem(message, node.extent, help_))


def _shown(node: Expression) -> str:
    text = str(node)
    return text[1:-1] if text.startswith("(") else text
