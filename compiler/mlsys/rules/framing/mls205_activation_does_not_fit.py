"""The output activation or the loss does not fit the task.

## What it finds
A multilabel task with softmax or a single-label loss, a multiclass task with independent sigmoids or their
loss.

## Why it matters
Softmax makes the scores sum to one: if two topics hold, neither can be sure. Independent sigmoids in a
multiclass task can all say yes, or all no.

## What to do
Multilabel: sigmoid with binary cross-entropy. Multiclass: softmax with cross-entropy.

## Source
Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Example, Finding, Rule, always

_WRONG: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "multilabel": {"activation": ("softmax",), "loss": ("cross_entropy", "log_loss")},
    "multiclass": {"activation": ("sigmoid",), "loss": ("bce",)},
}
_RIGHT = {
    "multilabel": {"activation": "sigmoid", "loss": "bce"},
    "multiclass": {"activation": "softmax", "loss": "cross_entropy"},
}
_WHY = {
    "multilabel": "it makes the scores of all labels sum to 1, but several labels can hold",
    "multiclass": "it scores the classes independently, but exactly one holds",
}


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    for field, wrong in _WRONG[task.type].items():
        value: str | None = getattr(task, field)
        if value in wrong:
            right = _RIGHT[task.type][field]
            yield Finding(
                route=("task", field),
                message=f"`{field}: {value}` does not fit a {task.type} task",
                note=_WHY[task.type],
                help=f"write `{field}: {right}`",
                related=(Related(("task", "type"), "the type of the task"),),
                fix=Fix(f"write `{right}`", (SetValue(("task", field), right),)),
            )


RULE = Rule(
    code="MLS205",
    name="activation-does-not-fit",
    severity=always(Severity.ERROR),
    tasks=("multilabel", "multiclass"),
    check=_check,
    good=Example("task: {activation: sigmoid, loss: bce}", base="multilabel"),
    bad=Example("task: {activation: softmax}", base="multilabel"),
)
