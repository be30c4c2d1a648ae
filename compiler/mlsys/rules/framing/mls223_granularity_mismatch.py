"""Prediction, label and metric are about different things.

## What it finds
`predict_per`, `label_per` and `metric_per` differ, and no `aggregation` says how they are brought together.
In a list each item may have its own label, as `label_per: member and title`.

## Why it matters
A score per session, a label per user and a metric per impression can be joined in several ways that give
different numbers; each team picks another.

## What to do
Align them, or declare the aggregation.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    granularity = system.spec.task.granularity
    units = {
        "predicts": granularity.predict_per,
        "label is": granularity.label_per,
        "metric averages": granularity.metric_per,
    }
    named = {verb: unit for verb, unit in units.items() if unit is not None}
    unit = granularity.predict_per
    if system.task_kind.ranked and unit and re.search(rf"\b{re.escape(unit)}\b", granularity.label_per or ""):
        del named["label is"]  # each item of a list has a label; the metric of the list brings them together
    if len(set(named.values())) > 1 and granularity.aggregation is None:
        phrase = ", ".join(f"{verb} per {unit}" for verb, unit in named.items())
        yield Finding(
            route=("task", "granularity"),
            message=f"{phrase}: nothing says how they are brought together",
            help="align them, or add `granularity.aggregation`",
        )


RULE = Rule(
    code="MLS223",
    name="granularity-mismatch",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "task: {granularity: {predict_per: session, aggregation: highest score of a customer's sessions}}"
        ),
        *examples("task: {granularity: {label_per: customer and item}}", base="recommendation"),
    ),
    bad=(
        *examples("task: {granularity: {predict_per: session}}"),
        *examples("task: {granularity: {label_per: item}}", base="recommendation"),
    ),
)
