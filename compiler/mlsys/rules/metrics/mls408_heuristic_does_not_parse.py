"""A rule over the features does not make sense.

## What it finds
A heuristic baseline or a quality check that does not parse, names a column that is not declared, or
compares things of different types.

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
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.expressions import check as check_types
from mlsys.spec.expressions import column_types, parse


def _check(system: System) -> Iterator[Finding]:
    for name, baseline in system.spec.baseline.items():
        if baseline.rule is not None:
            yield from _problems(system, baseline.rule, ("baseline", name, "rule"))
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


RULE = Rule(
    code="MLS408",
    name="heuristic-does-not-parse",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("baseline: {desk_rule: {rule: \"contract == 'basic' and tenure < 12\"}}"),
    bad=examples("baseline: {desk_rule: {rule: \"contract == 'basic' and tenrue < 12\"}}"),
)
