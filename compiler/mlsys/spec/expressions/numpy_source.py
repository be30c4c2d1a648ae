"""Expressions as numpy source, as a person would write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, assert_never

from mlsys.spec.expressions.check import ColumnType
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

_FUNCTIONS: Final = {"abs": "np.abs", "min": "np.minimum", "max": "np.maximum"}
_UNCLOSED: Final = (Compare, Logic, Arithmetic)
"""Nodes whose source must stand in parentheses inside another."""


def to_numpy(
    node: Expression, columns: str = "columns", types: Mapping[str, ColumnType] | None = None
) -> str:
    """Return Python source that computes a checked expression for all rows at once.

    Args:
        node: the expression.
        columns: source of a mapping from column names to arrays: numbers as floats with NaN where
            missing, texts as objects with ``None`` where missing, booleans as booleans.
        types: types of the columns; needed for ``is None`` on texts.

    """
    return _Writer(columns, types or {}).write(node)


def _literal(value: int | float | str) -> str:
    """Return a Python literal with the quotes that formatters prefer."""
    if not isinstance(value, str) or ('"' in value and "'" not in value):
        return repr(value)
    return json.dumps(value, ensure_ascii=False)


class _Writer:
    def __init__(self, columns: str, types: Mapping[str, ColumnType]) -> None:
        self._columns = columns
        self._types = types

    def write(self, node: Expression) -> str:  # noqa: C901, PLR0911 (one case a node)
        match node:
            case Name(name=name):
                return f"{self._columns}[{json.dumps(name, ensure_ascii=False)}]"
            case Constant(value=value):
                return _literal(value)
            case Compare(left=left, operator=sign, right=right):
                return f"{self._inner(left)} {sign} {self._inner(right)}"
            case Member(item=item, options=options):
                return f"np.isin({self.write(item)}, [{', '.join(map(self.write, options))}])"
            case Missing(item=item):
                return self._missing(item)
            case Logic(operator=word, items=items):
                return (" & " if word == "and" else " | ").join(self._inner(item) for item in items)
            case Not(item=item):
                return f"~{self._inner(item)}"
            case Arithmetic(left=left, operator=sign, right=right):
                return f"{self._inner(left)} {sign} {self._inner(right)}"
            case Call(function=function, arguments=arguments):
                return self._call(function, [self.write(argument) for argument in arguments])
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                parts = (condition, then, otherwise)
                return f"np.where({', '.join(self.write(part) for part in parts)})"
            case _:
                assert_never(node)

    def _inner(self, node: Expression) -> str:
        source = self.write(node)
        return f"({source})" if isinstance(node, _UNCLOSED) else source

    def _missing(self, item: Name) -> str:
        column = self._types.get(item.name)
        if column is not None and column.kind == "text":
            return f"np.equal({self.write(item)}, None)"
        return f"np.isnan({self.write(item)})"

    def _call(self, function: str, arguments: list[str]) -> str:
        first, *rest = arguments
        source = first
        for argument in rest:
            source = f"{_FUNCTIONS[function]}({source}, {argument})"
        return source if rest else f"{_FUNCTIONS[function]}({first})"
