"""A feature is not known when the prediction is made.

## What it finds
A model input whose `available_at` lies after the prediction.

## Why it matters
The training table was written later than the prediction and knows more. In service the value is missing,
and the model that relied on it fails.

## What to do
Drop the feature or use its last known value.

## Source
Huyen, Designing Machine Learning Systems, chapter 5 (data leakage).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    if system.task_kind.temporal:
        return
    for feature in system.inputs():
        moment = feature.spec.available_at
        if moment.seconds > 0:
            when = "with the label" if moment.seconds == float("inf") else f"{duration(moment.seconds)} later"
            yield Finding(
                route=(*feature.route, "available_at"),
                message=f"`{feature.name}` is known only {when}, after the prediction is made",
                help="drop it, or use its last known value",
                fix=Fix(f"remove `{feature.name}`", (RemoveEntry(feature.route),)),
            )


RULE = Rule(
    code="MLS302",
    name="feature-from-the-future",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("data: {features: {tenure: {available_at: prediction}}}"),
    bad=(
        *examples("data: {features: {tenure: {available_at: +2h}}}"),
        *examples("data: {features: {tenure: {available_at: +1s}}}"),
    ),
)
