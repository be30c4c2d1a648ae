"""A card is promised, but its intent is empty.

## What it finds
A model card without an intended use or a question with its decision.

## Why it matters
The numbers of a card are generated; what the model is for, only its makers know. An empty card invites
every use.

## What to do
Fill in `task.intended_use`, or `task.question` and `task.decision`.

## Source
Mitchell et al., Model Cards for Model Reporting (FAT* 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    promised = "model_card" in system.spec.requirements.maintainability.docs
    if promised and task.intended_use is None and (task.question is None or task.decision is None):
        yield Finding(
            route=("task", "intended_use"),
            message="a model card is promised, but the intended use is empty",
            help="add `task.intended_use`, or `task.question` and `task.decision`",
            related=(Related(("requirements", "maintainability", "docs"), "the promise"),),
        )


RULE = Rule(
    code="MLS704",
    name="empty-card",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("task: {intended_use: choosing whom the retention desk calls}"),
    bad=examples("task: {question: ~}"),
)
