"""More are chosen than there are to choose from.

## What it finds
A decision, a list or a ranking of the first k with k above the number of classes, of items in a group, of
candidates, or of what is scored between two decisions by the declared traffic or rows; a list of one item;
at least or at most more labels in an answer than there are classes, at least all, or at least more than at
most.

## Why it matters
Everything is chosen, so the order that the model learns decides nothing.

## What to do
Lower k, or score more.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (framing).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import Candidates

_SHOWN = 1_000


class _Choice(NamedTuple):
    """How many there are to choose from."""

    total: float
    what: str
    place: Route


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    policy = task.decision_policy
    chosen: list[tuple[Route, int]] = []
    if policy.policy == "top_k" and policy.k is not None:
        chosen.append((("task", "decision_policy", "k"), policy.k))
    shown: int | None = getattr(task, "k", None)
    if system.task_kind.ranked and shown is not None:
        chosen.append((("task", "k"), shown))
    chosen += [(("task", name), bound) for name, bound in _bounds(system).items()]
    for route, k in chosen:
        beyond = next((choice for choice in _choices(system) if k > choice.total), None)
        if beyond is not None:
            yield Finding(
                route=route,
                message=f"the first {k:,} of {count(beyond.total)} {beyond.what}: all are chosen",
                help=f"choose fewer than {count(beyond.total)}",
                related=(Related(beyond.place, f"{count(beyond.total)} {beyond.what}"),),
            )
    if system.task_kind.personal and shown is not None and shown > _SHOWN:
        yield Finding(("task", "k"), f"{shown:,} items are shown: nobody looks at them", help="show some ten")
    yield from _crossed(system)
    yield from _every_class(system)
    size: int | None = getattr(task, "list_size", None)
    rows = system.spec.data.rows
    if size is not None and rows is not None and size >= rows:
        yield Finding(
            route=("task", "list_size"),
            message=f"a group of {size:,} items, and {rows:,} rows in all: there is one group",
            help="write how many items a query has",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    if size == 1:
        yield Finding(("task", "list_size"), "a group of 1 item has no order", help="rank at least 2 items")


def _bounds(system: System) -> dict[str, int]:
    """How many labels an answer has, at least and at most, where that is declared."""
    named = {name: getattr(system.spec.task, name, None) for name in ("min_labels", "max_labels")}
    return {name: bound for name, bound in named.items() if bound is not None}


def _every_class(system: System) -> Iterator[Finding]:
    least = _bounds(system).get("min_labels")
    for choice in _choices(system):
        if least is not None and least == choice.total:
            yield Finding(
                route=("task", "min_labels"),
                message=f"at least {least:,} of {least:,} classes: every answer is all of them",
                help="leave it out, or ask for fewer",
                related=(Related(choice.place, f"{least:,} classes"),),
            )


def _crossed(system: System) -> Iterator[Finding]:
    bounds = _bounds(system)
    if len(bounds) == 2 and bounds["min_labels"] > bounds["max_labels"]:
        least, most = bounds.values()
        yield Finding(
            route=("task", "min_labels"),
            message=f"at least {least:,} labels in an answer, and at most {most:,}",
            help=f"ask for at most {most:,}",
            related=(Related(("task", "max_labels"), f"at most {most:,}"),),
        )


def _choices(system: System) -> Iterator[_Choice]:
    task, kind = system.spec.task, system.task_kind
    classes: tuple[str, ...] = getattr(task, "classes", None) or ()
    if kind.overlapping or kind.several_classes:
        total: int = len(classes) or getattr(task, "n_classes", None) or 0
        if total:
            yield _Choice(total, "classes", ("task", "classes" if classes else "n_classes"))
        return
    size: int | None = getattr(task, "list_size", None)
    if size is not None:
        yield _Choice(size, "items of a group", ("task", "list_size"))
    candidates: Candidates | None = getattr(task, "candidates", None)
    if candidates is not None and candidates.count is not None:
        yield _Choice(candidates.count, "candidates", ("task", "candidates", "count"))
    if kind.has_positives:
        yield from _scored(system)


def _scored(system: System) -> Iterator[_Choice]:
    traffic, cadence = system.spec.requirements.scalability.traffic, system.spec.task.granularity.cadence
    rates = [rate for rate in (traffic.now, traffic.expected.high if traffic.expected else None) if rate]
    if rates and cadence is not None:
        most = max(rate.per_second for rate in rates) * cadence.seconds
        yield _Choice(most, f"scored every {cadence}", ("requirements", "scalability", "traffic"))
    elif system.spec.data.rows is not None:
        yield _Choice(system.spec.data.rows, "rows", ("data", "rows"))


RULE = Rule(
    code="MLS232",
    name="k-beyond-the-choice",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("task: {list_size: 199999}", base="ranking"),
        *examples("task: {k: 1000}", base="recommendation"),
        *examples("task: {decision_policy: {policy: top_k, k: 3}}", base="multilabel"),
        *examples("task: {min_labels: 2, max_labels: 2}", "task: {max_labels: 3}", base="multilabel"),
        *examples("task: {k: 50}", base="ranking"),
        *examples("task: {k: 20, candidates: {count: 20}}", base="recommendation"),
        *examples("task: {decision_policy: {policy: top_k, k: 3000000, threshold: ~}}"),
        *examples("task: {list_size: 2}", base="ranking"),
        *examples(
            "{task: {decision_policy: {policy: top_k, k: 200000, threshold: ~}, granularity: {cadence: ~}}}"
        ),
    ),
    bad=(
        *examples("task: {list_size: 200000}", base="ranking"),
        *examples("task: {k: 1001}", base="recommendation"),
        *examples("task: {decision_policy: {policy: top_k, k: 4}}", base="multilabel"),
        *examples("task: {min_labels: 3, max_labels: 2}", "task: {max_labels: 4}", base="multilabel"),
        *examples("task: {min_labels: 3}", base="multilabel"),
        *examples("task: {k: 51}", base="ranking"),
        *examples("task: {k: 21, candidates: {count: 20}}", base="recommendation"),
        *examples("task: {decision_policy: {policy: top_k, k: 3000001, threshold: ~}}"),
        *examples("{task: {list_size: 1}, metrics: {ndcg@10: {metric: map}}}", base="ranking"),
        *examples(
            "{task: {decision_policy: {policy: top_k, k: 200001, threshold: ~}, granularity: {cadence: ~}}}"
        ),
    ),
)
