"""Nobody answers for a part of the system.

## What it finds
No stakeholder with an accountable person for the business, the model or the operation.

## Why it matters
When the model is wrong at night, three parties point at each other. Alert routes and CODEOWNERS are
generated from these entries.

## What to do
Add a stakeholder with `role` and `accountable` for each of the three.

## Source
Google SRE book, chapter 14; Huyen, Designing Machine Learning Systems, chapter 1 (stakeholders).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, examples, omission

_NEEDED = {
    "business": ("business_owner", "product_manager"),
    "model": ("ml_engineer", "data_scientist"),
    "operations": ("operations", "software_engineer"),
}


def _check(system: System) -> Iterator[Finding]:
    answering = {person.role for person in system.spec.stakeholders if person.accountable}
    missing = [part for part, roles in _NEEDED.items() if answering.isdisjoint(roles)]
    if missing:
        role = _NEEDED[missing[0]][0]
        yield Finding(
            route=("stakeholders",),
            message=f"nobody is accountable for {listing(missing)}",
            help=f"add `{{role: {role}, team: …, accountable: …}}` to `stakeholders`",
        )


RULE = Rule(
    code="MLS110",
    name="nobody-accountable",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples(
        "stakeholders: [{role: business_owner, team: retention, accountable: a@bank.example},"
        " {role: ml_engineer, team: card-ml, accountable: b@bank.example},"
        " {role: operations, team: platform, accountable: c@bank.example, oncall: platform-oncall}]"
    ),
    bad=examples(
        "stakeholders: [{role: business_owner, team: retention, accountable: a@bank.example},"
        " {role: ml_engineer, team: card-ml, accountable: b@bank.example, oncall: platform}]"
    ),
)
