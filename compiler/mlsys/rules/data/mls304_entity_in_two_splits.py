"""The same entity is in training and in test.

## What it finds
By the profile of the data, entities have rows in more than one split.

## Why it matters
The model recognises the entity instead of the pattern, and is praised for it.

## What to do
Use `split: {strategy: group, group_by: …}`.

## Source
Kapoor and Narayanan, Leakage and the reproducibility crisis in machine-learning-based science (2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import Profile, System
from mlsys.rules.base import Example, Finding, Needs, Rule, always


def _check(system: System) -> Iterator[Finding]:
    profile, keys = system.profile, system.spec.data.keys
    if profile is not None and profile.shared_entities:
        entity = keys.entity or keys.group or "entity"
        yield Finding(
            route=("data", "split"),
            message=f"{profile.shared_entities:,} values of `{entity}` are in more than one split",
            help=f"write `split: {{strategy: group, group_by: {entity}}}`",
            related=(Related(("data", "keys"), "the key"),),
        )


RULE = Rule(
    code="MLS304",
    name="entity-in-two-splits",
    severity=always(Severity.DANGER),
    needs=Needs.DATA,
    check=_check,
    good=Example(
        "data: {split: {strategy: group, group_by: customer_id}}",
        profile=Profile(rows=200_000, nulls={}, levels={}, zeros={}, spread={}),
    ),
    bad=Example(
        "data: {split: {strategy: random}}",
        profile=Profile(rows=200_000, nulls={}, levels={}, zeros={}, spread={}, shared_entities=412),
    ),
)
