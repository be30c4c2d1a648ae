"""The data make a metric meaningless.

## What it finds
MAPE on a label with zeros, R² on a label that hardly varies, by a profile of the data or the declared
range.

## Why it matters
MAPE divides by zero and explodes near it; R² of a nearly constant label is noise over noise.

## What to do
Use `wape` or `mae`.

## Source
Hyndman and Koehler, Another look at measures of forecast accuracy (2006).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import Profile, System
from mlsys.ir.wording import about_percent, number
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_CONSTANT = 1e-3


def _check(system: System) -> Iterator[Finding]:
    label, profile = system.spec.data.label, system.profile
    if profile is None or label is None or label.column is None:
        return
    zeros, spread = profile.zeros.get(label.column, 0.0), profile.spread.get(label.column)
    for metric in system.metrics.values():
        if metric.name == "mape" and zeros:
            why, instead = f"{about_percent(zeros)} of `{label.column}` is zero", "wape"
        elif metric.name == "r2" and spread is not None and spread < _CONSTANT:
            why, instead = f"`{label.column}` hardly varies (deviation {number(spread)} of the mean)", "mae"
        else:
            continue
        yield Finding(
            route=metric.route,
            anchor=Anchor.KEY,
            message=f"`{metric.id}` is undefined or meaningless: {why}",
            help=f"use `{instead}`",
            related=(Related(("data", "label", "column"), "the label"),),
        )


RULE = Rule(
    code="MLS412",
    name="metric-ill-posed",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    tasks=("regression", "forecasting"),
    check=_check,
    good=Example(
        "metrics: {wape: {role: report}}",
        base="regression",
        profile=Profile(rows=200_000, nulls={}, levels={}, zeros={"spend_next_month": 0.08}, spread={}),
    ),
    bad=Example(
        "metrics: {mape: {role: report}}",
        base="regression",
        profile=Profile(rows=200_000, nulls={}, levels={}, zeros={"spend_next_month": 0.08}, spread={}),
    ),
)
