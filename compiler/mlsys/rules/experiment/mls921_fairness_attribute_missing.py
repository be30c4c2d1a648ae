"""The attribute of a fairness limit is not in the data.

## What it finds
A fairness limit by an attribute that is not among `data.features`.

## Why it matters
The gate cannot be computed, and unawareness is not fairness.

## What to do
Join the attribute with `use: evaluation`; the model never sees it.

## Source
Dwork et al., Fairness Through Awareness (ITCS 2012).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for index, limit in enumerate(system.spec.requirements.constraints.fairness):
        if limit.by not in system.features:
            yield Finding(
                route=("requirements", "constraints", "fairness", index, "by"),
                message=f"fairness by `{limit.by}` cannot be judged: the attribute is not in the data",
                help=did_you_mean(limit.by, system.features)
                or f"add `{limit.by}: {{use: evaluation, tags: [protected]}}` to `data.features`",
                related=(Related(("data", "features"), "the columns"),),
            )


RULE = Rule(
    code="MLS921",
    name="fairness-attribute-missing",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, by: "
        "female, max: 0.15}]}}"
    ),
    bad=examples(
        "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, by: "
        "female, max: 0.15},"
        " {metric: demographic_parity_difference, by: age_group, max: 0.15}]}}"
    ),
)
