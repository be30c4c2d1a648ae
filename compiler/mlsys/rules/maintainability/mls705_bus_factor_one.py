"""One person answers for everything.

## What it finds
All roles have the same accountable person and no backup.

## Why it matters
When that person is ill, on leave or gone, nobody can retrain, roll back or explain.

## What to do
Name a team or a backup.

## Source
Avelino et al., A novel approach for estimating truck factors (ICPC 2016).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    people = [person for person in system.spec.stakeholders if person.accountable]
    if len(people) < 2 or any(person.backup for person in people):
        return
    if len({person.accountable for person in people}) == 1:
        yield Finding(
            route=("stakeholders",),
            message=f"`{people[0].accountable}` answers for all {len(people)} roles and has no backup",
            help="name a team address, or add `backup`",
        )


RULE = Rule(
    code="MLS705",
    name="bus-factor-one",
    severity=omission(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "stakeholders: [{role: business_owner, accountable: ann@bank.example, backup: bob@bank.example},"
            " {role: ml_engineer, team: card-ml, accountable: ann@bank.example},"
            " {role: operations, team: platform, accountable: ann@bank.example}]"
        ),
        *examples("stakeholders: [{role: business_owner, accountable: ann@bank.example}]"),
    ),
    bad=examples(
        "stakeholders: [{role: business_owner, accountable: ann@bank.example},"
        " {role: ml_engineer, team: card-ml, accountable: ann@bank.example},"
        " {role: operations, team: platform, accountable: ann@bank.example}]"
    ),
)
