"""Items that compete are on both sides of the split.

## What it finds
A ranking whose split draws single rows, or keeps rows together by another column than `data.keys.group`.

## Why it matters
The model has seen the best items of a query and is asked for the rest of it. Scores are better than they will
be for a new query.

## What to do
Write `split: {strategy: group, group_by: <the group>}`, or split by time.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    split, group = system.spec.data.split, system.spec.data.keys.group
    if group is None or split.strategy not in ("random", "group") or split.group_by == group:
        return
    by = (
        "single rows are drawn" if split.strategy == "random" else f"rows stay together by `{split.group_by}`"
    )
    yield Finding(
        route=("data", "split"),
        message=f"{by}, so items of one `{group}` are trained on and tested",
        help=f"write `split: {{strategy: group, group_by: {group}}}`",
        related=(Related(("data", "keys", "group"), "items within it compete"),),
        fix=Fix(
            "keep groups together", (SetValue(("data", "split"), f"{{strategy: group, group_by: {group}}}"),)
        ),
    )


RULE = Rule(
    code="MLS328",
    name="group-torn-apart",
    severity=always(Severity.DANGER),
    about=lambda task: task.grouped,
    check=_check,
    good=examples("data: {split: {group_by: query_id}}", base="ranking"),
    bad=examples(
        "data: {split: {group_by: contract}}",
        "data: {split: {strategy: random, group_by: ~}}",
        base="ranking",
    ),
)
