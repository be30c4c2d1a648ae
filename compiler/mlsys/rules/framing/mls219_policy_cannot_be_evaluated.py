"""A policy cannot be judged before it acts.

## What it finds
A policy without reward, without actions, or with neither logged propensities nor a simulator.

## Why it matters
What another action would have earned is not in the log. Only propensities or a simulator say it; without
them the first evaluation happens on customers.

## What to do
Add reward and actions, and log the probability of each action taken or provide a simulator.

## Source
Dudík, Langford and Li, Doubly Robust Policy Evaluation and Learning (ICML 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    missing = [name for name in ("reward", "actions") if not getattr(task, name)]
    if not getattr(task, "propensity", None) and getattr(task, "simulator", None) is None:
        missing.append("propensity")
    if missing:
        yield Finding(
            route=("task", missing[0]),
            message=f"the policy lacks {listing(missing)}: it cannot be evaluated offline",
            help="declare reward and actions, and `propensity: <column>` or a `simulator`",
        )


RULE = Rule(
    code="MLS219",
    name="policy-cannot-be-evaluated",
    severity=always(Severity.ERROR),
    about=lambda task: task.acts,
    check=_check,
    good=examples("task: {propensity: probability}", base="policy"),
    bad=examples("task: {propensity: ~, simulator: ~}", base="policy"),
)
