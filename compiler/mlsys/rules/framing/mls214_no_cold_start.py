"""New users and items get nothing.

## What it finds
A collaborative recommender without a strategy for what it has never seen.

## Why it matters
Collaborative scores exist only for users and items with a history. On the first day of each of them the
shelf is empty.

## What to do
Declare `cold_start: content` or `cold_start: popularity`, or make the approach hybrid.

## Source
Schein et al., Methods and Metrics for Cold-Start Recommendations (SIGIR 2002).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission
from mlsys.spec.task_parts import ColdStart


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    approach: str = getattr(task, "approach", None) or "collaborative"
    if approach != "collaborative":
        return
    split, item = system.spec.data.split, system.spec.data.keys.item
    if (
        item not in (None, system.spec.data.keys.user)
        and split.strategy == "group"
        and split.group_by == item
    ):
        yield Finding(
            route=("data", "split", "group_by"),
            message="all test items are new: a collaborative recommender has no score for any",
            help="group by the user, divide by time, or write `approach: hybrid`",
            related=(Related(("data", "keys", "item"), "the item"),),
        )
    start: str | ColdStart | None = getattr(task, "cold_start", None)
    open_ = ["users", "items"] if start in (None, "none") else []
    if isinstance(start, ColdStart):
        open_ = [side for side in ("users", "items") if getattr(start, side) in (None, "none")]
    if open_:
        yield Finding(
            route=("task", "cold_start"),
            message=f"a collaborative recommender has no score for new {' and '.join(open_)}",
            help="add `cold_start: popularity` or `cold_start: content`",
        )


RULE = Rule(
    code="MLS214",
    name="no-cold-start",
    severity=omission(Severity.WARNING),
    about=lambda task: task.personal,
    check=_check,
    good=examples(
        "task: {cold_start: popularity}",
        "task: {cold_start: {users: popularity, items: content}}",
        base="recommendation",
    ),
    bad=examples(
        "task: {cold_start: none}",
        "data: {split: {group_by: item_id}}",
        "task: {cold_start: {users: popularity}}",
        "task: {cold_start: {users: none, items: content}}",
        base="recommendation",
    ),
)
