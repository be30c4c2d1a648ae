"""Conditions of manifests: a small safe expression language over the resolved system.

A condition is Python's expression syntax restricted to comparisons, ``and``, ``or``, ``not``, ``in``,
attribute access, constant subscripts, literals, and the functions ``declared``, ``any_with`` and
``all_with``. It is parsed into an abstract syntax tree, checked against a list of permitted nodes, and
walked; nothing is ever compiled or evaluated by the interpreter.

    task.prediction.mode == 'online' and declared('requirements.constraints.fairness')
    any_with(requirements.reliability.slos, sli='latency')
    all_with(data.features, type=['number', 'integer'])
    all_with(model.family, value=['ridge', 'gradient_boosting'])

An attribute of something absent is absent too, so optional sections need no guard. An attribute that the
model does not know is a mistake of the blueprint.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from mlsys.route import Route, parse_route
from mlsys.spec.expressions.source import Language, Refusal, Source

Lookup: TypeAlias = Callable[[str], object]
"""Resolves the first name of a path; raises ``KeyError`` for a name that does not exist."""

_FUNCTIONS: Final = ("declared", "any_with", "all_with")
_LANGUAGE: Final = Language("condition", 1000, "task.prediction.mode == 'online'")
_PARTS: Final = f"a condition has names, values, comparisons, and, or, not, in, {', '.join(_FUNCTIONS)}"
_SHOWN: Final = 200
"""Characters of the longest condition that a message repeats."""


class ConditionError(ValueError):
    """A condition that cannot be parsed or evaluated; the message stands alone."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; compare and print by ``text``."""

    text: str
    _tree: ast.expr

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def value(self, lookup: Lookup) -> object:
        """Return what the expression stands for.

        Raises:
            ConditionError: if it names something that does not exist.
        """
        from mlsys.blueprints.evaluate import evaluate

        return evaluate(self._tree, lookup)

    def holds(self, lookup: Lookup) -> bool:
        """Return whether the condition is met."""
        return bool(self.value(lookup))

    def routes(self) -> Iterator[Route]:
        """Yield every path that the condition asks for, and each that leads there; ``*`` is any entry."""
        for node in ast.walk(self._tree):
            match node:
                case ast.Call(func=ast.Name(id="any_with" | "all_with"), args=[items], keywords=keywords):
                    yield from ((*_route(items), "*", str(keyword.arg)) for keyword in keywords)
                case ast.Call(func=ast.Name(id="declared"), args=args):
                    yield from (parse_route(str(a.value)) for a in args if isinstance(a, ast.Constant))
                case ast.Attribute() | ast.Subscript() | ast.Name():
                    yield from filter(None, (_route(node),))


def parse_condition(text: str) -> Condition:
    """Return the condition written as ``text``.

    Raises:
        ConditionError: if it is not an expression of the language above.
    """
    try:
        source = Source(text, _LANGUAGE)
        _check(source.tree, source)
    except Refusal as refusal:
        problem = refusal.problem
        shown = len(text) <= _SHOWN and f"`{text.strip()}`" not in problem.message
        whole = f": `{text.strip()}`" if shown else ""
        raise ConditionError("; ".join(filter(None, (f"{problem.message}{whole}", problem.help)))) from None
    return Condition(text, source.tree)


def _route(node: ast.expr) -> Route:
    """Return the path that a chain of attributes and constant subscripts spells; empty for anything else."""
    match node:
        case ast.Name(id=name) if name not in _FUNCTIONS:
            return (name,)
        case ast.Attribute(value=value, attr=name) if above := _route(value):
            return (*above, name)
        case ast.Subscript(value=value, slice=ast.Constant(value=str() | int() as key)) if above := _route(
            value
        ):
            return (*above, key)
    return ()


def _check(node: ast.expr, source: Source) -> None:
    match node:
        case ast.Name() | ast.Constant(value=str() | int() | float() | bool() | None):
            children: list[ast.expr] = []
        case ast.Attribute(value=value):
            children = [value]
        case ast.Subscript(value=value, slice=ast.Constant(value=str() | int())):
            children = [value]
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.BoolOp(values=items):
            children = items
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            children = [operand]
        case ast.Compare(left=left, comparators=comparators):
            children = [left, *comparators]
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in _FUNCTIONS:
            if any(keyword.arg is None for keyword in keywords):
                source.refuse(node, "`**` is not part of the condition language")
            children = [*args, *(keyword.value for keyword in keywords)]
        case _:
            source.refuse(node, f"`{source.text(node)}` is not part of the condition language", _PARTS)
    for child in children:
        _check(child, source)
