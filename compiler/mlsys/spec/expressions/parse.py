"""From the text of an expression to its nodes, by a white list over Python's own syntax tree."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from mlsys.spec.expressions.nodes import (
    Arithmetic,
    ArithmeticOperator,
    Call,
    Compare,
    CompareOperator,
    Conditional,
    Constant,
    Expression,
    Extent,
    Logic,
    Member,
    Missing,
    Name,
    Not,
    names,
)
from mlsys.spec.expressions.source import Language, Problem, Refusal, Source

MAX_DEPTH: Final = 50

_RULE: Final = Language("rule", 2_000, "tenure < 12 and contract == 'Month-to-month'")

_COMPARE: Mapping[type[ast.cmpop], CompareOperator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: Mapping[type[ast.operator], ArithmeticOperator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_ARITY: Final = {"abs": (1, 1), "min": (2, 8), "max": (2, 8)}
_TRUTH: Final = {"true": True, "false": False, "True": True, "False": False}
_Comparison: TypeAlias = tuple[ast.expr, ast.cmpop, ast.expr]


@dataclass(frozen=True, slots=True)
class Parsed:
    """An expression, or why there is none."""

    expression: Expression | None
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> Parsed:
    """Return the expression written as ``text``; it mentions at least one column."""
    try:
        source = Source(text, _RULE)
        expression = _Reader(source).read(source.tree, 0)
    except Refusal as refusal:
        return Parsed(None, (refusal.problem,))
    except RecursionError:
        return Parsed(None, (Problem("the rule is nested too deeply", (0, len(text))),))
    if next(names(expression), None) is None:
        problem = Problem("the rule mentions no feature", (0, len(text)), "compare a feature with a value")
        return Parsed(None, (problem,))
    return Parsed(expression)


class _Reader:
    """Turns Python's nodes into ours."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._extent, self._refuse = source.extent, source.refuse

    def read(self, node: ast.expr, depth: int) -> Expression:  # noqa: C901, PLR0911 (one case a node)
        """Return our node for ``node``."""
        if depth > MAX_DEPTH:
            self._refuse(node, "the rule is nested too deeply", "split it into several baselines")
        below = depth + 1
        extent = self._extent(node)
        match node:
            case ast.Name(id=name) if name not in _TRUTH:
                return Name(name, extent)
            case ast.Constant(value=str() | int() | float()) if not isinstance(node.value, bool):
                return self._constant(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                return self._constant(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return Arithmetic(Constant(0, extent), "-", self.read(operand, below), extent)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand, below), extent)
            case ast.BoolOp(op=operator, values=values):
                items = tuple(self.read(value, below) for value in values)
                return Logic("and" if isinstance(operator, ast.And) else "or", items, extent)
            case ast.Compare():
                return self._comparisons(node, below)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
                sign = _ARITHMETIC[type(operator)]
                return Arithmetic(self.read(left, below), sign, self.read(right, below), extent)
            case ast.IfExp(test=test, body=body, orelse=otherwise):
                branches = self.read(body, below), self.read(otherwise, below)
                return Conditional(self.read(test, below), *branches, extent)
            case ast.Call():
                return self._call(node, below)
        self._refuse(node, f"`{self._source.text(node)}` is not part of the rule language", _advice(node))

    def _constant(self, node: ast.expr) -> Constant:
        value = ast.literal_eval(node)
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self._refuse(node, f"`{self._source.text(node)}` is not a number or a text")
        if isinstance(value, int | float) and not math.isfinite(value):
            self._refuse(node, "the number is too large")
        if isinstance(value, int) and abs(value) > 2**53:
            self._refuse(node, "the number is too large")
        return Constant(value, self._extent(node))

    def _comparisons(self, node: ast.Compare, depth: int) -> Expression:
        lefts = [node.left, *node.comparators]
        parts = [
            self._comparison((left, operator, right), self._extent(node), depth)
            for left, operator, right in zip(lefts, node.ops, node.comparators, strict=False)
        ]
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts), self._extent(node))

    def _comparison(self, comparison: _Comparison, extent: Extent, depth: int) -> Expression:
        left, operator, right = comparison
        negated = isinstance(operator, ast.NotEq | ast.IsNot | ast.NotIn)
        if isinstance(operator, ast.Is | ast.IsNot):
            return _negate_if(negated, Missing(self._only_name(left, right), extent), extent)
        if isinstance(operator, ast.In | ast.NotIn):
            member = Member(self.read(left, depth), self._options(right), extent)
            return _negate_if(negated, member, extent)
        truth = _truth(right)
        if truth is not None and isinstance(operator, ast.Eq | ast.NotEq):
            return _negate_if(truth == negated, self.read(left, depth), extent)
        compared = Compare(self.read(left, depth), _COMPARE[type(operator)], self.read(right, depth), extent)
        if next(names(compared), None) is None:
            self._refuse(left, "the comparison mentions no feature")
        return compared

    def _only_name(self, left: ast.expr, right: ast.expr) -> Name:
        if not (isinstance(right, ast.Constant) and right.value is None):
            self._refuse(right, "`is` stands only before `None`", "write `==`")
        if not isinstance(left, ast.Name):
            self._refuse(left, "only a feature can be `None`")
        return Name(left.id, self._extent(left))

    def _options(self, node: ast.expr) -> tuple[Constant, ...]:
        if not isinstance(node, ast.List | ast.Tuple | ast.Set) or not node.elts:
            self._refuse(node, "`in` takes a list of values", "write `in ['a', 'b']`")
        return tuple(self._constant_of(item) for item in node.elts)

    def _constant_of(self, node: ast.expr) -> Constant:
        constant = self.read(node, 0)
        if not isinstance(constant, Constant):
            self._refuse(node, "the values behind `in` are numbers or texts")
        return constant

    def _call(self, node: ast.Call, depth: int) -> Call:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in _ARITY or node.keywords:
            self._refuse(node, f"`{self._source.text(node.func)}` cannot be called", "use abs, min or max")
        fewest, most = _ARITY[name]
        if not fewest <= len(node.args) <= most:
            self._refuse(node, f"`{name}` takes {fewest if fewest == most else f'{fewest} to {most}'} values")
        arguments = tuple(self.read(argument, depth) for argument in node.args)
        match name:
            case "abs" | "min" | "max":
                return Call(name, arguments, self._extent(node))
        raise AssertionError(name)


def _negate_if(negated: bool, node: Expression, extent: Extent) -> Expression:
    return Not(node, extent) if negated else node


def _truth(node: ast.expr) -> bool | None:
    if isinstance(node, ast.Name):
        return _TRUTH.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, bool) else None


def _advice(node: ast.expr) -> str:
    match node:
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return "write `and` or `or`"
        case ast.Constant(value=bool()) | ast.Name():
            return "use a boolean feature by its name alone, or `not` before it"
        case ast.Attribute() | ast.Subscript():
            return "mention features by their names"
    return "a rule has features, numbers, texts, comparisons, and, or, not, in, + - * /, abs, min, max"
