"""The backup is the person who is away.

## What it finds
A stakeholder whose backup is the accountable person.

## Why it matters
On the day that counts nobody answers.

## What to do
Name another person, or the address of a team.

## Source
Google SRE book, chapter 11 (being on-call).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for index, person in enumerate(system.spec.stakeholders):
        if person.backup is not None and person.backup == person.accountable:
            yield Finding(
                route=("stakeholders", index, "backup"),
                message=f"`{person.backup}` stands in for `{person.accountable}`",
                help="name another person, or the address of a team",
                related=(Related(("stakeholders", index, "accountable"), "the same person"),),
            )


RULE = Rule(
    code="MLS118",
    name="backup-is-the-same",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "stakeholders: [{role: business_owner, team: retention, accountable: a@bank.example, "
        "backup: b@bank.example}, {role: ml_engineer, team: card-ml, "
        "accountable: c@bank.example}, {role: operations, team: platform, "
        "accountable: platform@bank.example, oncall: platform-oncall}]"
    ),
    bad=examples(
        "stakeholders: [{role: business_owner, team: retention, accountable: a@bank.example, "
        "backup: a@bank.example}, {role: ml_engineer, team: card-ml, "
        "accountable: c@bank.example}, {role: operations, team: platform, "
        "accountable: platform@bank.example, oncall: platform-oncall}]"
    ),
)
