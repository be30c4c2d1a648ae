"""Exploration has no bounds.

## What it finds
A policy that explores in operation without a largest share or without guardrails, or whose smallest share is
larger than the largest.

## Why it matters
Exploring means doing what is probably worse, to real people. How often, and what stops it, has to be
decided beforehand.

## What to do
Declare `exploration.max_share` and `exploration.guardrails`.

## Source
Agarwal et al., Making Contextual Decisions with Low Technical Debt (2016).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.policies import PolicyTask


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, PolicyTask) or task.exploration is None or task.exploration.strategy == "none":
        return
    missing = [name for name in ("max_share", "guardrails") if getattr(task.exploration, name) in (None, ())]
    if missing:
        share = task.exploration.max_share
        how = f" {percent(share)} of decisions" if share else ""
        yield Finding(
            route=("task", "exploration"),
            message=f"the policy explores{how} by {task.exploration.strategy} without {listing(missing)}",
            help="add `exploration: {max_share: 5%, guardrails: […]}`",
        )
    least, most = task.exploration.min_share, task.exploration.max_share
    if least is not None and most is not None and least > most:
        yield Finding(
            route=("task", "exploration", "min_share"),
            message=f"at least {percent(least)} of decisions explore, and at most {percent(most)}",
            help="write a smallest share below `max_share`",
        )


RULE = Rule(
    code="MLS220",
    name="unbounded-exploration",
    severity=always(Severity.DANGER),
    about=lambda task: task.acts,
    check=_check,
    good=examples(
        "task: {exploration: {strategy: epsilon_greedy, max_share: 5%, guardrails: [discount_spend]}}",
        "task: {exploration: {strategy: ucb, max_share: 5%, min_share: 5%, guardrails: [discount_spend]}}",
        base="policy",
    ),
    bad=examples(
        "task: {exploration: {strategy: epsilon_greedy, max_share: 10%}}",
        "task: {exploration: {strategy: ucb, max_share: 5%, min_share: 6%, guardrails: [discount_spend]}}",
        base="policy",
    ),
)
