"""The model learns from what it caused.

## What it finds
Incremental or online learning in operation without a holdout that the model does not influence.

## Why it matters
What was shown is clicked, what was clicked is learnt, what was learnt is shown. The loop closes, and no
metric inside it notices.

## What to do
Keep a share of units out of the model's reach.

## Source
Sculley et al., Hidden Technical Debt in Machine Learning Systems (NeurIPS 2015), direct feedback loops.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    continual, label = system.spec.requirements.adaptability.continual, system.spec.data.label
    if continual is None or continual.mode == "batch" or continual.holdout:
        return
    if label is not None and label.exploration_holdout:
        return
    yield Finding(
        route=("requirements", "adaptability", "continual"),
        message=f"`{continual.mode}` learning on its own consequences, without a holdout",
        help="add `continual.holdout: 1%`",
        fix=Fix("hold out 1%", (AddEntry(("requirements", "adaptability", "continual"), "holdout", "1%"),)),
    )


RULE = Rule(
    code="MLS807",
    name="learns-from-itself",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("requirements: {adaptability: {continual: {mode: online, holdout: 1%}}}"),
    bad=examples("requirements: {adaptability: {continual: {mode: online}}}"),
)
