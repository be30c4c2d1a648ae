"""One number is pushed and nothing guards the others.

## What it finds
Business objectives without `objectives.guardrails`.

## Why it matters
A single target invites its own defeat: optimise the number of ads shown and people stop clicking, retain
customers by discounts and the margin is gone.

## What to do
Declare what must not get worse, with the worsening that is still accepted.

## Source
Goodhart's law; Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    objectives = system.spec.objectives
    if objectives.business and not objectives.guardrails:
        name = next(iter(objectives.business))
        yield Finding(
            route=("objectives", "guardrails"),
            message=f"`{name}` is optimised with no guardrail",
            help="add what must not get worse, such as cost per customer, complaints or cancellations",
            related=(Related(("objectives", "business", name), "the objective"),),
        )


RULE = Rule(
    code="MLS105",
    name="no-guardrail",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("objectives: {guardrails: {discount_spend: {metric: discounts, direction: decrease}}}"),
    bad=examples("{objectives: {guardrails: ~}, experiment: ~}"),
)
