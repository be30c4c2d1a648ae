"""A better framing is known.

## What it finds
An anomaly task of which many rows are labelled, and no record of why it is not a classification.

## Why it matters
With labels a classifier usually beats a detector that does not look at them, and can be judged properly.

## What to do
Frame it as binary, or record in `task.alternatives` why not.

## Source
Aggarwal, Outlier Analysis (2017), chapter 7 (supervised outlier detection).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples

_MANY = 0.10


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    fraction = task.labelled_fraction
    if fraction is None or fraction < _MANY or system.spec.data.label is None or task.alternatives:
        return
    yield Finding(
        route=("task", "labelled_fraction"),
        message=f"{percent(fraction)} of the rows are labelled: binary classification is available",
        help="use `type: binary`, or record in `task.alternatives` why not",
    )


RULE = Rule(
    code="MLS225",
    name="better-framing",
    severity=always(Severity.NOTE),
    about=lambda task: task.rare_positives,
    check=_check,
    good=(
        *examples("task: {labelled_fraction: 1%}", base="anomaly"),
        *examples(
            "{task: {labelled_fraction: 9.9%, alternatives: ~}}",
            "{task: {labelled_fraction: 8.1%, alternatives: ~}}",
            base="anomaly",
        ),
    ),
    bad=(
        *examples("{task: {labelled_fraction: 38%, alternatives: ~}}", base="anomaly"),
        *examples(
            "{task: {labelled_fraction: 10%, alternatives: ~}}",
            "{task: {labelled_fraction: 11%, alternatives: ~}}",
            base="anomaly",
        ),
    ),
)
