"""A link says that a better model harms, or that it works wonders.

## What it finds
An elasticity whose sign says that the business metric moves the wrong way when the ML metric gets better, or
one beyond 3.

## Why it matters
An elasticity is the relative change of the business metric per relative change of the ML metric. With the
wrong sign, the promised gain is a loss; beyond 3 the business would move by more than 3 % for 1 % of the
metric, which hardly any system does.

## What to do
Write a negative elasticity where one number falls while the other rises, and take its size from an
experiment.

## Source
Bernardi et al., 150 Successful Machine Learning Models (KDD 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_PLAUSIBLE = 3.0


def _check(system: System) -> Iterator[Finding]:
    for index, link in enumerate(system.spec.objectives.links):
        metric, goal = system.metrics.get(link.ml), system.spec.objectives.business.get(link.business)
        yield from _loss(system, index)
        route: Route = ("objectives", "links", index, "elasticity")
        if link.elasticity is None:
            continue
        if not link.elasticity:
            yield Finding(
                route=route,
                message=f"`{link.ml}` is said to move `{link.business}` by 0: a better model is worth "
                "nothing",
                help="write the effect, or leave the link out",
            )
        if abs(link.elasticity) > _PLAUSIBLE:
            yield Finding(
                route=route,
                message=f"1% of `{link.ml}` is said to move `{link.business}` by "
                f"{number(abs(link.elasticity))}%",
                help=f"show it by an experiment, or write at most {number(_PLAUSIBLE)}",
            )
        if metric is None or metric.entry is None or goal is None or goal.direction is None:
            continue
        together = (metric.entry.direction == "maximize") == (goal.direction == "increase")
        if (-link.elasticity if together else link.elasticity) > 0:
            better = "rises" if metric.entry.direction == "maximize" else "falls"
            worse = "falls" if goal.direction == "increase" else "rises"
            yield Finding(
                route=route,
                message=f"an elasticity of {number(link.elasticity)} says that `{link.business}` {worse} "
                f"when `{link.ml}` {better}",
                help=f"write {number(-link.elasticity)}",
                related=(
                    Related(("objectives", "business", link.business, "direction"), f"to {goal.direction}"),
                ),
                fix=Fix(f"write {number(-link.elasticity)}", (SetValue(route, number(-link.elasticity)),)),
            )


def _loss(system: System, index: int) -> Iterator[Finding]:
    """An error may fall by a negative gain; what is good when it rises may not."""
    link = system.spec.objectives.links[index]
    metric = system.metrics.get(link.ml)
    rises = metric is not None and metric.entry is not None and metric.entry.direction == "maximize"
    if rises and link.expected_gain is not None and link.expected_gain < 0:
        yield Finding(
            route=("objectives", "links", index, "expected_gain"),
            message=f"a gain of {number(link.expected_gain)}: `{link.ml}` is expected below the baseline",
            help="write what the model gains",
        )


RULE = Rule(
    code="MLS116",
    name="elasticity-against-reason",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "objectives: {business: {churn_rate: {metric: share who stay, direction: increase}}, "
            "links: [{ml: pr_auc, business: churn_rate, elasticity: 0.1, evidence: historical}]}"
        ),
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -0.4, "
            "evidence: historical}]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -3, evidence: historical}]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, expected_gain: 0%, "
            "evidence: historical}]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, expected_gain: 9%, "
            "evidence: historical}]}",
            "{metrics: {brier: {gate: {max: 0.1}}}, objectives: {links: [{ml: pr_auc, "
            "business: churn_rate, evidence: historical}, {ml: brier, business: churn_rate, "
            "elasticity: 0.2, evidence: historical}]}}",
        ),
    ),
    bad=(
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, expected_gain: -5%, "
            "evidence: historical}]}"
        ),
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: 0, evidence: historical}]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: 0.4, evidence: "
            "historical}]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -3.1, evidence: "
            "historical}]}",
            "{metrics: {brier: {gate: {max: 0.1}}}, objectives: {links: [{ml: pr_auc, "
            "business: churn_rate, evidence: historical}, {ml: brier, business: churn_rate, "
            "elasticity: -0.2, evidence: historical}]}}",
        ),
        *examples(
            "objectives: {business: {churn_rate: {metric: share who stay, direction: increase}}, "
            "links: [{ml: pr_auc, business: churn_rate, elasticity: -0.1, evidence: historical}]}"
        ),
    ),
)
