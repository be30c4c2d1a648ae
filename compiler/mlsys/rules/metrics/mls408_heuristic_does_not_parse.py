"""A rule over the features does not make sense.

## What it finds
A heuristic baseline or a quality check that does not parse, names a column that is not declared, or
compares things of different types; a rule that answers with the name of no class.

## Why it matters
The heuristic is executed as baseline and as fallback; a slip in it is found here or at night.

## What to do
Correct the expression; `mlsys explain baseline` shows the language.

## Source
The safe expression language of mlsys: comparisons, arithmetic and logic over features.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.expressions import Expression, column_types, parse
from mlsys.spec.expressions import check as check_types
from mlsys.spec.expressions.nodes import Conditional, Constant, Name


def _check(system: System) -> Iterator[Finding]:
    for name, baseline in system.spec.baseline.items():
        if baseline.rule is not None:
            yield from _problems(system, baseline.rule, ("baseline", name, "rule"))
            yield from _strangers(system, baseline.rule, ("baseline", name, "rule"))
    for index, item in enumerate(system.spec.data.quality):
        if item.rule is not None:
            yield from _problems(system, item.rule, ("data", "quality", index, "rule"))


def _problems(system: System, text: str, route: Route) -> Iterator[Finding]:
    parsed = parse(text)
    problems = parsed.problems
    if parsed.expression is not None:
        problems += check_types(parsed.expression, column_types(system.spec.data.features)).problems
    for problem in problems:
        yield Finding(route=route, message=problem.message, help=problem.help)


def _strangers(system: System, text: str, route: Route) -> Iterator[Finding]:
    """Yield the names that a rule may answer with and that are no class."""
    expression = parse(text).expression
    classes: tuple[str, ...] | None = getattr(system.spec.task, "classes", None)
    if expression is None or not classes or not system.task_kind.several_classes:
        return
    for answer in dict.fromkeys(_answers(expression, system)):
        if answer not in classes:
            yield Finding(
                route, f"the rule answers `{answer}`, which is no class", did_you_mean(answer, classes)
            )


def _answers(expression: Expression, system: System) -> Iterator[str]:
    match expression:
        case Conditional(then=then, otherwise=otherwise):
            yield from _answers(then, system)
            yield from _answers(otherwise, system)
        case Constant(value=str() as value):
            yield value
        case Name(name=name) if name in system.spec.data.features:
            yield from system.spec.data.features[name].values or ()
        case _:
            return


RULE = Rule(
    code="MLS408",
    name="heuristic-does-not-parse",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("baseline: {desk_rule: {rule: \"contract == 'basic' and tenure < 12\"}}"),
        *examples(
            "baseline: {desk_rule: {rule: \"'churn' if tenure < 12 else 'stay'\"}}",
            "{task: {classes: [basic, gold, platinum]}, baseline: {desk_rule: {rule: contract}}}",
            base="multiclass",
        ),
    ),
    bad=(
        *examples("baseline: {desk_rule: {rule: \"contract == 'basic' and tenrue < 12\"}}"),
        *examples(
            "baseline: {desk_rule: {rule: \"'leave' if tenure < 12 else 'stay'\"}}",
            "{task: {classes: [basic, gold, silver]}, baseline: {desk_rule: {rule: contract}}}",
            base="multiclass",
        ),
    ),
)
