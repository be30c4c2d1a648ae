"""Ordered buckets are judged as if they had no order.

## What it finds
Buckets of a number, or ordered classes, with metrics that only count exact hits.

## Why it matters
Off by one bucket and off by five cost the same in accuracy, but not to the user.

## What to do
Add `ordinal_mae` or `qwk`.

## Source
Cohen, Weighted kappa (Psychological Bulletin 70, 1968).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples

_WITHOUT_ORDER = {
    "accuracy",
    "balanced_accuracy",
    "f1",
    "precision",
    "recall",
    "mcc",
    "log_loss",
    "topk_accuracy",
}


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    ordered = getattr(task, "as_buckets", None) is not None or getattr(task, "ordered", False)
    names = {metric.name for metric in system.metrics.values()}
    if ordered and names and names <= _WITHOUT_ORDER:
        yield Finding(
            route=("metrics",),
            message=f"the classes have an order, but {listing(tuple(names))} ignore it: off by one "
            "costs the same as "
            "off by five",
            help="add `ordinal_mae` or `qwk`",
            related=(
                Related(("task", "as_buckets" if system.task_kind.numeric else "ordered"), "the order"),
            ),
        )


RULE = Rule(
    code="MLS210",
    name="order-ignored",
    severity=always(Severity.WARNING),
    about=lambda task: task.orderable,
    check=_check,
    good=examples("{task: {ordered: true}, metrics: {qwk: {role: report}}}", base="multiclass"),
    bad=examples("task: {ordered: true}", base="multiclass"),
)
