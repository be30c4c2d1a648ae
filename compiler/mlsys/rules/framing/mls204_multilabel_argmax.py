"""One label is picked where several hold.

## What it finds
A multilabel task whose decision policy is `argmax`, or whose answers hold one label at most. Exactly one,
with `min_labels: 1` as well, is one class against the rest, and sound.

## Why it matters
An article can be about technology and finance. Argmax returns one label and loses the others.

## What to do
Decide by a threshold for each label, or take the top k.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (multilabel classification).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    if system.spec.task.decision_policy.policy == "argmax":
        route: Route = ("task", "decision_policy", "policy")
        yield Finding(
            route=route,
            message="`argmax` returns one label, but several can hold in a multilabel task",
            help="write `policy: threshold` or `policy: top_k`",
            related=(Related(("task", "type"), "several labels at once"),),
            fix=Fix("decide by threshold", (SetValue(route, "threshold"),)),
        )
    least, most = (getattr(system.spec.task, name, None) for name in ("min_labels", "max_labels"))
    if most == 1 and least != 1:
        yield Finding(
            route=("task", "max_labels"),
            message="at most 1 label in an answer, but several can hold in a multilabel task",
            help="allow more, or write `type: multiclass`",
            related=(Related(("task", "type"), "several labels at once"),),
        )


RULE = Rule(
    code="MLS204",
    name="multilabel-argmax",
    severity=always(Severity.ERROR),
    about=lambda task: task.overlapping,
    check=_check,
    good=examples(
        "task: {decision_policy: {policy: threshold}}",
        "task: {max_labels: 2}",
        "task: {min_labels: 1, max_labels: 1}",
        base="multilabel",
    ),
    bad=examples("task: {decision_policy: {policy: argmax}}", "task: {max_labels: 1}", base="multilabel"),
)
