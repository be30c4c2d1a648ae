"""Parameters are chosen on the rows that judge them.

## What it finds
`model.tuning.subset` is `test` or `train`.

## Why it matters
On the test rows, the best of many trials is the luckiest one, and the verdict inherits the luck. On the
training rows, the most flexible model wins.

## What to do
Search on the validation rows.

## Source
Cawley and Talbot, On Over-fitting in Model Selection (JMLR 2010).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    tuning = system.spec.model.tuning
    if tuning.subset == "validation" or not tuning.trials:
        return
    route: Route = ("model", "tuning", "subset")
    yield Finding(
        route=route,
        message=f"{plural(tuning.trials, 'trial')} {'are' if tuning.trials > 1 else 'is'} compared on the "
        f"{tuning.subset} rows",
        help="write `subset: validation`",
        fix=Fix("search on the validation rows", (SetValue(route, "validation"),)),
    )


RULE = Rule(
    code="MLS419",
    name="tuning-on-the-test-rows",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("model: {tuning: {trials: 20, subset: validation}}"),
    bad=(
        *examples("model: {tuning: {trials: 20, subset: test}}"),
        *examples("model: {tuning: {trials: 1, subset: test}}", "model: {tuning: {trials: 2, subset: test}}"),
    ),
)
