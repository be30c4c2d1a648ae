"""A guardrail is the objective itself.

## What it finds
A guardrail with the name or the wording of a business objective, in the same direction or against it.

## Why it matters
In the same direction it guards nothing; in the other one it forbids the success that the objective asks
for.

## What to do
Choose a number that could suffer while the objective improves.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 7.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    objectives = system.spec.objectives
    by_wording = {objective.metric.casefold(): name for name, objective in objectives.business.items()}
    for name, guardrail in objectives.guardrails.items():
        if guardrail.metric in system.spec.metrics:
            yield Finding(
                route=("objectives", "guardrails", name, "metric"),
                message=f"`{guardrail.metric}` is what the model is judged by, not what it could harm",
                help="name a number of the business that could suffer",
                related=(Related(("metrics", guardrail.metric), "the metric"),),
            )
        same = name if name in objectives.business else by_wording.get(guardrail.metric.casefold())
        if same is None:
            continue
        against = objectives.business[same].direction not in (None, guardrail.direction)
        yield Finding(
            route=("objectives", "guardrails", name),
            anchor=Anchor.KEY,
            message=f"guardrail `{name}` is the optimised metric `{same}`"
            + (" in the opposite direction" if against else ""),
            help="choose a number that could suffer while the objective improves",
            related=(Related(("objectives", "business", same), "the objective"),),
        )


RULE = Rule(
    code="MLS106",
    name="guardrail-is-the-target",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("objectives: {guardrails: {discount_spend: {metric: discounts, direction: decrease}}}"),
    bad=examples(
        "objectives: {guardrails: {discount_spend: {metric: pr_auc}}}",
        "objectives: {guardrails: {discount_spend: {metric: share of active card holders who "
        "cancel in a month,"
        " direction: decrease}}}",
    ),
)
