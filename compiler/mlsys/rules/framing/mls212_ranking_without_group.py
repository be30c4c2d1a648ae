"""Nothing says which items compete.

## What it finds
A ranking task without `data.keys.group`.

## Why it matters
NDCG is computed within a query or session. Without the group every item competes with every other, and rows
of one query fall into training and test.

## What to do
Add `data.keys.group` with the column of the query or session.

## Source
Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    if system.spec.data.keys.group is None:
        yield Finding(
            route=("data", "keys", "group"),
            message="a ranking task needs the query or session that items belong to",
            help="add `data.keys: {group: query_id}`",
            related=(Related(("task", "type"), "the type of the task"),),
        )


RULE = Rule(
    code="MLS212",
    name="ranking-without-group",
    severity=always(Severity.ERROR),
    about=lambda task: task.grouped,
    check=_check,
    good=examples("data: {keys: {group: query_id}}", base="ranking"),
    bad=examples("data: {keys: {group: ~}}", base="ranking"),
)
