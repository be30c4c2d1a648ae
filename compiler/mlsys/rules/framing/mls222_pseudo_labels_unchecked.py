"""A model may learn from any of its own guesses.

## What it finds
A semi-supervised task without `labelled_fraction` or without a confidence from which pseudo-labels are
used.

## Why it matters
Wrong guesses that are learned as truth confirm themselves.

## What to do
Declare both; 0.9 or more is a usual confidence.

## Source
Arazo et al., Pseudo-Labeling and Confirmation Bias in Deep Semi-Supervised Learning (2020).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if task.paradigm != "semi_supervised":
        return
    missing = [] if task.labelled_fraction is not None else ["labelled_fraction"]
    if task.pseudo_label is None or task.pseudo_label.min_confidence is None:
        missing.append("pseudo_label.min_confidence")
    if missing:
        yield Finding(
            route=("task", *missing[0].split(".")),
            message=f"semi-supervised learning without {listing(missing)}",
            help="add `task: {labelled_fraction: 10%, pseudo_label: {min_confidence: 95%}}`",
            related=(Related(("task", "paradigm"), "learns from its own labels"),),
        )


RULE = Rule(
    code="MLS222",
    name="pseudo-labels-unchecked",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples(
        "task: {paradigm: semi_supervised, labelled_fraction: 10%, pseudo_label: {min_confidence: 95%}}"
    ),
    bad=examples("task: {paradigm: semi_supervised, labelled_fraction: 10%}"),
)
