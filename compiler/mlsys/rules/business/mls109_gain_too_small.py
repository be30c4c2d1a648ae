"""The expected gain moves the business less than is worth shipping.

## What it finds
The expected gain of the ML metric times the elasticity of its link is below the smallest effect declared
worth shipping.

## Why it matters
If everything goes as hoped, the result is still not worth a release.

## What to do
Stop, choose another lever, or show that the elasticity is larger.

## Source
Huyen, Designing Machine Learning Systems, chapter 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, number, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    business = system.spec.objectives.business
    for index, link in enumerate(system.spec.objectives.links):
        objective = business.get(link.business)
        if objective is None or objective.minimum_effect is None:
            continue
        if link.elasticity is None or link.expected_gain is None:
            continue
        effect = abs(link.elasticity * link.expected_gain)
        if effect < objective.minimum_effect:
            yield Finding(
                route=("objectives", "links", index, "expected_gain"),
                message=f"a gain of {about_percent(link.expected_gain)} moves `{link.business}` by "
                f"{about_percent(effect)}, less than the {percent(objective.minimum_effect)} worth shipping",
                note=f"{about_percent(link.expected_gain)} × elasticity {number(link.elasticity)} = "
                f"{about_percent(effect)}",
                help="stop, pick another lever, or show a larger elasticity",
                related=(
                    Related(
                        ("objectives", "business", link.business, "minimum_effect"),
                        "worth shipping from here",
                    ),
                ),
            )


RULE = Rule(
    code="MLS109",
    name="gain-too-small",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("objectives.links",),
    check=_check,
    good=(
        *examples(
            "objectives: {business: {churn_rate: {minimum_effect: 1%}}, links: [{ml: pr_auc, "
            "business: churn_rate,"
            " elasticity: -0.5, expected_gain: 5%, evidence: historical}]}"
        ),
        *examples(
            "objectives: {business: {churn_rate: {minimum_effect: 1%}}, "
            "links: [{ml: pr_auc, business: churn_rate, elasticity: -0.5, "
            "expected_gain: 2%, evidence: historical}]}"
        ),
    ),
    bad=examples(
        "objectives: {business: {churn_rate: {minimum_effect: 1%}}, links: [{ml: pr_auc, "
        "business: churn_rate,"
        " elasticity: -0.5, expected_gain: 0.2%, evidence: historical}]}"
    ),
)
