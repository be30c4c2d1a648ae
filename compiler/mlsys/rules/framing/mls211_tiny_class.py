"""A class is too rare to learn.

## What it finds
A class or bucket that holds less than 1 % of the rows or fewer than 50 rows, by `data.label.priors` or by a
profile of the data.

## Why it matters
There is nothing to learn from and nothing to judge by; its metrics are noise.

## What to do
Merge it with a neighbour, collect more, or frame it as its own binary task.

## Source
Huyen, Designing Machine Learning Systems, chapter 4 (class imbalance).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, count
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_SHARE, _ROWS = 0.01, 50


def _check(system: System) -> Iterator[Finding]:
    label, profile = system.spec.data.label, system.profile
    priors: dict[str, float] = dict(label.priors) if label else {}
    rows = system.spec.data.rows
    if profile is not None and label is not None and label.column and label.column in profile.levels:
        rows = profile.rows
        priors = {name: hits / max(rows, 1) for name, hits in profile.levels[label.column].items()}
    for name, prior in priors.items():
        few = rows is not None and prior * rows < _ROWS
        if prior < _SHARE or few:
            held = f", {count(prior * rows)} of {count(rows)}" if rows is not None else ""
            yield Finding(
                route=("data", "label", "priors", name),
                message=f"class `{name}` holds {about_percent(prior)} of the rows{held}",
                help="merge it with a neighbour, collect more, or make it a task of its own",
            )


RULE = Rule(
    code="MLS211",
    name="tiny-class",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    requires=("data.label.priors",),
    tasks=("multiclass", "hierarchical", "regression"),
    check=_check,
    good=Example("data: {label: {priors: {churn: 20%, upgrade: 30%, stay: 50%}}}", base="multiclass"),
    bad=Example("data: {label: {priors: {churn: 20%, upgrade: 0.04%, stay: 79.96%}}}", base="multiclass"),
)
