"""The shares of a split do not add up to all rows.

## What it finds
Shares of training, validation and test rows whose sum is not 100 %.

## Why it matters
Above 100 % some rows are in two parts, and the verdict is read from rows that were trained on; below it,
rows that were paid for are never used.

## What to do
Let the shares add up to 100 %.

## Source
Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 7.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    split = system.spec.data.split
    if split.strategy not in ("random", "group"):
        return
    shares = (split.train, split.validation, split.test)
    total = round(sum(shares), 6)
    if abs(total - 1) > 1e-6:
        terms = " + ".join(percent(share) for share in shares)
        yield Finding(
            route=("data", "split"),
            message=f"the parts of the split add up to {percent(total)} of the rows",
            help="let the shares add up to 100%",
            note=f"train, validation and test: {terms} = {percent(total)}",
        )


RULE = Rule(
    code="MLS318",
    name="split-does-not-add-up",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {split: {strategy: random, train: 70%, validation: 10%, test: 20%}}"),
    bad=examples("data: {split: {strategy: random, train: 70%, validation: 20%, test: 20%}}"),
)
