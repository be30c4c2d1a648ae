"""Fairness limits exclude one another.

## What it finds
Limits of different families (parity of decisions, equality of errors, calibration in groups) by one
attribute, stricter than the groups' base rates differ.

## Why it matters
When base rates differ, no imperfect model holds them together; the gate can only be passed by a useless
model.

## What to do
Choose the one that fits the harm, and write down why.

## Source
Kleinberg, Mullainathan and Raghavan, Inherent Trade-Offs in the Fair Determination of Risk Scores (2017);
Chouldechova (2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_FAMILIES = {
    "parity": ("demographic_parity", "disparate_impact", "selection_rate"),
    "errors": ("equalized_odds", "equal_opportunity", "false_positive_rate", "predictive_equality"),
    "calibration": ("calibration", "predictive_parity", "group_ece"),
}


def _check(system: System) -> Iterator[Finding]:
    limits = system.spec.requirements.constraints.fairness
    for attribute in dict.fromkeys(limit.by for limit in limits):
        rates = next((limit.base_rates for limit in limits if limit.by == attribute and limit.base_rates), {})
        if len(rates) < 2:
            continue
        gap = max(rates.values()) - min(rates.values())
        strict = {
            family: index
            for index, limit in enumerate(limits)
            for family, starts in _FAMILIES.items()
            if limit.by == attribute
            and limit.metric.startswith(starts)
            and limit.max is not None
            and limit.max < gap
        }
        if len(strict) < 2:
            continue
        places = [("requirements", "constraints", "fairness", index) for index in sorted(strict.values())]
        named = listing([limits[int(place[-1])].metric for place in places])
        shown = " vs ".join(percent(rate) for rate in rates.values())
        yield Finding(
            route=places[0],
            message=f"{named} by `{attribute}` cannot hold together when base rates differ ({shown})",
            help="keep the one that fits the harm, and record why in the decisions",
            related=tuple(Related(place, "the other limit") for place in places[1:]),
        )


RULE = Rule(
    code="MLS922",
    name="fairness-impossible",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("requirements.constraints.fairness",),
    check=_check,
    good=(
        *examples(
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, by: "
            "female, max: 0.05,"
            " base_rates: {women: 8%, men: 14%}}]}}"
        ),
        *examples(
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, "
            "by: female, max: 0.25, base_rates: {women: 25%, men: 50%}}, "
            "{metric: demographic_parity_difference, by: female, max: 0.25}]}}"
        ),
    ),
    bad=examples(
        "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, by: "
        "female, max: 0.03,"
        " base_rates: {women: 8%, men: 14%}}, {metric: demographic_parity_difference, by: "
        "female, max: 0.03}]}}"
    ),
)
