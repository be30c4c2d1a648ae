"""Walking the syntax tree of a condition."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final

from mlsys.blueprints.condition import ConditionError, Lookup

_ORDER: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def evaluate(node: ast.expr, lookup: Lookup) -> object:
    """Return the value of ``node``, which ``parse_condition`` has checked.

    Raises:
        ConditionError: if it names something that does not exist.
    """
    return _EVALUATORS[type(node)](node, lookup)


def _constant(node: Any, lookup: Lookup) -> object:
    return node.value


def _name(node: Any, lookup: Lookup) -> object:
    return _root(node.id, lookup)


def _root(name: str, lookup: Lookup) -> object:
    try:
        return lookup(name)
    except KeyError:
        message = f"`{name}` is neither a section of the specification nor a known name"
        raise ConditionError(message) from None


def _attribute(node: Any, lookup: Lookup) -> object:
    owner, name = evaluate(node.value, lookup), node.attr
    if owner is None:
        return None
    if name.startswith("_"):
        raise ConditionError(f"`{name}` is private")
    if isinstance(owner, Mapping):
        return owner.get(name)
    try:
        return getattr(owner, name)
    except AttributeError:
        raise ConditionError(f"{type(owner).__name__} has no field `{name}`") from None


def _subscript(node: Any, lookup: Lookup) -> object:
    owner, key = evaluate(node.value, lookup), node.slice.value
    if isinstance(owner, Mapping):
        return owner.get(key)
    if isinstance(owner, (list, tuple)) and isinstance(key, int) and -len(owner) <= key < len(owner):
        return owner[key]
    return None


def _sequence(node: Any, lookup: Lookup) -> object:
    items = [_plain(evaluate(item, lookup)) for item in node.elts]
    # A list gives alternatives; a tuple is the value of a field that has several.
    return tuple(items) if isinstance(node, ast.Tuple) else items


def _unary(node: Any, lookup: Lookup) -> object:
    value = evaluate(node.operand, lookup)
    if isinstance(node.op, ast.Not):
        return not value
    return -value if isinstance(value, (int, float)) else None


def _boolean(node: Any, lookup: Lookup) -> object:
    join = all if isinstance(node.op, ast.And) else any
    return join(evaluate(value, lookup) for value in node.values)


def _comparison(node: Any, lookup: Lookup) -> object:
    left = _plain(evaluate(node.left, lookup))
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = _plain(evaluate(comparator, lookup))
        if not _related(left, op, right):
            return False
        left = right
    return True


def _related(left: object, op: ast.cmpop, right: object) -> bool:
    match op:
        case ast.Eq() | ast.Is():
            return left == right
        case ast.NotEq() | ast.IsNot():
            return left != right
        case ast.In() | ast.NotIn():
            members = right if isinstance(right, (Mapping, list, tuple, set, frozenset)) else ()
            return (left in [_plain(member) for member in members]) is isinstance(op, ast.In)
    if left is None or right is None:
        return False
    try:
        return bool(_ORDER[type(op)](left, right))
    except TypeError:
        raise ConditionError(f"{left!r} and {right!r} have no order") from None


def _call(node: Any, lookup: Lookup) -> object:
    arguments = [evaluate(argument, lookup) for argument in node.args]
    if node.func.id == "declared":
        declared = _root("declared", lookup)
        return callable(declared) and all(bool(declared(argument)) for argument in arguments)
    if len(arguments) != 1:
        raise ConditionError(f"{node.func.id} takes one collection and the fields to look for")
    wanted = {str(keyword.arg): evaluate(keyword.value, lookup) for keyword in node.keywords}
    collection = arguments[0]
    items = list(collection.values()) if isinstance(collection, Mapping) else collection
    quantifier = any if node.func.id == "any_with" else all
    return isinstance(items, (list, tuple)) and quantifier(_is_like(item, wanted) for item in items)


def _is_like(item: object, wanted: Mapping[str, object]) -> bool:
    """Return whether each field of ``item`` has the wanted value, or one of a list of values.

    A text has one field, its ``value``.
    """
    fields = {"value": item} if isinstance(item, str) and not isinstance(item, Enum) else None
    found = (
        (fields.get(name) if fields else _plain(getattr(item, name, None)), value)
        for name, value in wanted.items()
    )
    return all(has in value if isinstance(value, list) else has == value for has, value in found)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


_EVALUATORS: Final[Mapping[type[ast.expr], Callable[[Any, Lookup], object]]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _comparison,
    ast.Call: _call,
}
