"""What a rule over features means for one record: the reference that generated code is tested against."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, assert_never

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

Value: TypeAlias = bool | int | float | str | None
_COMPARE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def evaluate(node: Expression, record: Mapping[str, Value]) -> Value:  # noqa: C901 (one case a node)
    """Return the value of a checked expression for ``record``, which has a value for each column.

    Missing values are ``None``. Numbers are calculated as IEEE floats: division by zero gives
    infinity or NaN.
    """
    match node:
        case Name(name=name):
            return record[name]
        case Constant(value=value):
            return value
        case Compare(left=left, operator=sign, right=right):
            return _compare(sign, evaluate(left, record), evaluate(right, record))
        case Member(item=item, options=options):
            return evaluate(item, record) in [option.value for option in options]
        case Missing(item=item):
            found = record[item.name]
            return found is None or (isinstance(found, float) and math.isnan(found))
        case Logic(operator=word, items=items):
            truths = [bool(evaluate(item, record)) for item in items]
            return all(truths) if word == "and" else any(truths)
        case Not(item=item):
            return not evaluate(item, record)
        case Arithmetic(left=left, operator=sign, right=right):
            return _calculate(sign, _number(evaluate(left, record)), _number(evaluate(right, record)))
        case Call(function=function, arguments=arguments):
            return _call(function, [_number(evaluate(argument, record)) for argument in arguments])
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return evaluate(then if evaluate(condition, record) else otherwise, record)
        case _:
            assert_never(node)


def _number(value: Value) -> float:
    return math.nan if value is None else float(value)


def _compare(sign: str, left: Value, right: Value) -> bool:
    if left is None or right is None:
        return sign == "!="
    return _COMPARE[sign](left, right)


def _calculate(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _call(function: str, arguments: list[float]) -> float:
    if function == "abs":
        return abs(arguments[0])
    if any(math.isnan(argument) for argument in arguments):
        return math.nan
    return min(arguments) if function == "min" else max(arguments)
