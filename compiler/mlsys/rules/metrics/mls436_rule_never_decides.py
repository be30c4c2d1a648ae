"""A rule says the same to every row that the data may hold.

## What it finds
The rule of a baseline, or a condition in it, that is true or false whatever the columns hold within their
declared ranges and values: `tenure < 0` where tenure begins at 0, or `tenure < 3 and tenure > 12`. A check of
deliveries that no row within them fulfils.

## Why it matters
A rule that never decides is no bar for a model and no fallback for a service: it is a constant that looks
like expertise.

## What to do
Mend the rule or the range of the column; a constant is declared with `kind: constant`.

## Source
Zinkevich, Rules of Machine Learning, rule 3.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Final, TypeAlias

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.expressions import Expression, parse
from mlsys.spec.expressions.nodes import (
    Compare,
    Conditional,
    Constant,
    Logic,
    Member,
    Missing,
    Name,
    Not,
    children,
    names,
)
from mlsys.spec.features import Feature

_Value: TypeAlias = float | str | bool | None
_MOST: Final = 10_000
_COMPARES: Final = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _check(system: System) -> Iterator[Finding]:
    yield from _deliveries(system)
    for name, baseline in system.spec.baseline.items():
        expression = parse(baseline.rule).expression if baseline.rule is not None else None
        for condition in _conditions(expression) if expression is not None else ():
            always_so = _same_for_all(condition, system.spec.data.features)
            if always_so is not None:
                yield Finding(
                    route=("baseline", name, "rule"),
                    message=f"`{_plain(condition)}` is {'always' if always_so else 'never'} true "
                    "within the ranges of the columns",
                    help="mend the rule, or the range of the column",
                )


def _deliveries(system: System) -> Iterator[Finding]:
    """Yield checks that stop every delivery; one that says again what the ranges say is sound."""
    for index, item in enumerate(system.spec.data.quality):
        expression = parse(item.rule).expression if item.rule is not None else None
        if expression is not None and _same_for_all(expression, system.spec.data.features) is False:
            yield Finding(
                route=("data", "quality", index, "rule"),
                message=f"`{_plain(expression)}` is true for no row within the ranges of the columns",
                help="mend the rule, or the range of the column",
            )


def _plain(condition: Expression) -> str:
    return str(condition).removeprefix("(").removesuffix(")")


def _conditions(expression: Expression) -> Iterator[Expression]:
    """Yield what is asked: the whole rule, or the conditions by which it chooses an answer."""
    if isinstance(expression, Conditional):
        yield expression.condition
        yield from _conditions(expression.then)
        yield from _conditions(expression.otherwise)
    elif isinstance(expression, Compare | Member | Logic | Not):
        yield expression


def _same_for_all(condition: Expression, features: Mapping[str, Feature]) -> bool | None:
    """Return what the condition always is; ``None`` where it differs, or cannot be told from some values."""
    used = sorted({each.name for each in names(condition)})
    if not used or not _is_simple(condition) or any(each not in features for each in used):
        return None
    points = [_points(features[each], each, condition) for each in used]
    if not all(points):
        return None
    rows = list(islice(product(*points), _MOST + 1))
    found = {bool(_value(condition, dict(zip(used, row, strict=True)))) for row in rows}
    return found.pop() if len(found) == 1 and len(rows) <= _MOST else None


def _is_simple(node: Expression) -> bool:
    """Return whether columns are compared with constants alone: then some values stand for all."""
    match node:
        case Compare(left=Name(), right=Constant()) | Compare(left=Constant(), right=Name()):
            return True
        case Member(item=Name()) | Missing() | Name():
            return True
        case Logic() | Not():
            return all(_is_simple(each) for each in children(node))
    return False


def _points(feature: Feature, name: str, condition: Expression) -> list[_Value]:
    """Return values of a column that stand for all: borders, beside them, ends of the range."""
    missing: list[_Value] = [None] if feature.nullable else []
    if feature.type == "boolean":
        return [True, False, *missing]
    if feature.type == "categorical":  # a value that does not exist is another finding
        known = set(_compared(condition, name)) <= set(feature.values or ())
        return [*feature.values, *missing] if feature.values and known else []
    if feature.type not in ("number", "integer"):
        return []
    borders = [value for value in _compared(condition, name) if not isinstance(value, str)]
    near = [each + side * _beside(feature, each) for each in borders for side in (-1, 0, 1)]
    low = feature.range.low if feature.range is not None else None
    high = feature.range.high if feature.range is not None else None
    ends = [each for each in (low, high) if each is not None]
    within = {
        each for each in (*near, *ends) if (low is None or each >= low) and (high is None or each <= high)
    }
    return [*sorted(within), *missing]


def _beside(feature: Feature, border: float) -> float:
    """Return how far from a border the next value lies, or a number near enough."""
    return 1.0 if feature.type == "integer" else 1e-6 * max(1.0, abs(border))


def _compared(node: Expression, name: str) -> Iterator[int | float | str]:
    """Yield the constants that a column is compared with."""
    match node:
        case Compare(left=Name(name=column), right=Constant(value=value)) if column == name:
            yield value
        case Compare(left=Constant(value=value), right=Name(name=column)) if column == name:
            yield value
        case Member(item=Name(name=column), options=options) if column == name:
            yield from (option.value for option in options)
        case Logic() | Not():
            for each in children(node):
                yield from _compared(each, name)


def _value(node: Expression, row: Mapping[str, _Value]) -> _Value:
    found: _Value = None
    match node:
        case Name(name=name):
            found = row[name]
        case Constant(value=value):
            found = value
        case Missing(item=item):
            found = row[item.name] is None
        case Not(item=item):
            found = not _value(item, row)
        case Member(item=item, options=options):
            found = _value(item, row) in [option.value for option in options]
        case Logic(operator="and", items=items):
            found = all(_value(each, row) for each in items)
        case Logic(items=items):
            found = any(_value(each, row) for each in items)
        case Compare(left=left, operator=sign, right=right):
            found = _compare(_value(left, row), sign, _value(right, row))
    return found


def _compare(one: _Value, sign: str, two: _Value) -> bool:
    if one is None or two is None or isinstance(one, str) != isinstance(two, str):
        return sign == "!="
    return bool(_COMPARES[sign](one, two))


RULE = Rule(
    code="MLS436",
    name="rule-never-decides",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "baseline: {desk_rule: {rule: tenure < 1}}",
            "baseline: {desk_rule: {rule: tenure > 599}}",
            "baseline: {desk_rule: {rule: 3 < tenure and tenure < 5}}",
            "baseline: {desk_rule: {rule: spend > 3 and spend < 4}}",
            "baseline: {desk_rule: {rule: spend > 0}}",
            "baseline: {desk_rule: {rule: spend is None}}",
            "baseline: {desk_rule: {rule: spend >= 0}}",
            "baseline: {desk_rule: {rule: \"not (contract in ['basic', 'gold'])\"}}",
            "baseline: {desk_rule: {rule: tenure + spend < 0}}",
        ),
        *examples("data: {quality: [{check: expression, rule: tenure > 599}]}"),
        *examples("baseline: {last_month: {rule: 90 if tenure < 3 else 40}}", base="regression"),
    ),
    bad=(
        *examples("data: {quality: [{check: expression, rule: tenure > 600}]}"),
        *examples(
            "baseline: {desk_rule: {rule: tenure < 0}}",
            "baseline: {desk_rule: {rule: tenure > 600}}",
            "baseline: {desk_rule: {rule: 3 < tenure and tenure < 4}}",
            "baseline: {desk_rule: {rule: tenure >= 0}}",
            "baseline: {desk_rule: {rule: tenure < 3 and tenure > 12}}",
            "baseline: {desk_rule: {rule: tenure < 3 or not (tenure < 3)}}",
            "baseline: {desk_rule: {rule: spend < 0}}",
            "baseline: {desk_rule: {rule: \"contract in ['basic', 'gold', 'platinum']\"}}",
            "baseline: {desk_rule: {rule: \"contract == 'basic' and contract == 'gold'\"}}",
        ),
        *examples("baseline: {last_month: {rule: 90 if tenure < 0 else 40}}", base="regression"),
    ),
)
