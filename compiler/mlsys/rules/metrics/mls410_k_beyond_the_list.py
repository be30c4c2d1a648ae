"""The metric looks further than the list is long.

## What it finds
A metric at k where lists, candidates or classes are fewer than k.

## Why it matters
Precision at 20 of a list of 10 cannot exceed one half, and recall at all candidates is always 1.

## What to do
Lower k to what the user sees.

## Source
Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.labelled import HierarchicalTask
from mlsys.spec.tasks.other import Candidates


def _check(system: System) -> Iterator[Finding]:
    limit = _limit(system)
    if limit is None:
        return
    most, what, place = limit
    beyond = [
        (metric, k)
        for metric in system.metrics.values()
        if isinstance(k := metric.params.get("k"), int) and k > most
    ]
    if beyond:
        metric, k = beyond[0]
        others = listing([other.id for other, _ in beyond[1:]])
        yield Finding(
            route=metric.route,
            anchor=Anchor.KEY,
            message=f"`{metric.name}` at {k} on {most:,} {what}" + (f", so do {others}" if others else ""),
            help=f"lower k to {most} or less",
            related=(
                Related(place, f"{most:,} {what}"),
                *(Related(other.route, "too") for other, _ in beyond[1:]),
            ),
        )


def _limit(system: System) -> tuple[int, str, Route] | None:
    task = system.spec.task
    candidates: Candidates | None = getattr(task, "candidates", None)
    classes: tuple[str, ...] | None = getattr(task, "classes", None)
    list_size: int | None = getattr(task, "list_size", None)
    if list_size is not None:
        return list_size, "items a list", ("task", "list_size")
    if candidates is not None and candidates.count:
        return candidates.count, "candidates", ("task", "candidates", "count")
    if isinstance(task, HierarchicalTask) and task.hierarchy and task.hierarchy.levels and not classes:
        leaves = sum(len(children) for children in task.hierarchy.levels[-1].children.values())
        return (leaves - 1, "other classes", ("task", "hierarchy", "levels")) if leaves else None
    if classes:
        return len(classes) - 1, "other classes", ("task", "classes")
    return None


RULE = Rule(
    code="MLS410",
    name="k-beyond-the-list",
    severity=always(Severity.WARNING),
    about=lambda task: task.ranked or task.several_classes,
    check=_check,
    good=(
        *examples("{task: {list_size: 50}, metrics: {ndcg@10: {role: report}}}", base="ranking"),
        *examples("metrics: {topk_accuracy@3: {role: report}}", base="hierarchical"),
    ),
    bad=(
        *examples("{task: {list_size: 10}, metrics: {precision@20: {role: report}}}", base="ranking"),
        *examples("metrics: {topk_accuracy@4: {role: report}}", base="hierarchical"),
    ),
)
