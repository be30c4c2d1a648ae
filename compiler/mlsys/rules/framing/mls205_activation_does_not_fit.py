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
from typing import NamedTuple

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


class _Fit(NamedTuple):
    """What does not fit, by field; what does; and why."""

    wrong: Mapping[str, tuple[str, ...]]
    right: Mapping[str, str]
    why: str


_OVERLAPPING = _Fit(
    {"activation": ("softmax",), "loss": ("cross_entropy", "log_loss")},
    {"activation": "sigmoid", "loss": "bce"},
    "it makes the scores of all labels sum to 1, but several labels can hold",
)
_EXCLUSIVE = _Fit(
    {"activation": ("sigmoid",), "loss": ("bce",)},
    {"activation": "softmax", "loss": "cross_entropy"},
    "it scores the classes independently, but exactly one holds",
)


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    fit = _OVERLAPPING if system.task_kind.overlapping else _EXCLUSIVE
    for field, wrong in fit.wrong.items():
        value: str | None = getattr(task, field)
        if value in wrong:
            right = fit.right[field]
            yield Finding(
                route=("task", field),
                message=f"`{field}: {value}` does not fit a {task.type} task",
                note=fit.why,
                help=f"write `{field}: {right}`",
                related=(Related(("task", "type"), "the type of the task"),),
                fix=Fix(f"write `{right}`", (SetValue(("task", field), right),)),
            )


RULE = Rule(
    code="MLS205",
    name="activation-does-not-fit",
    severity=always(Severity.ERROR),
    about=lambda task: task.overlapping or (task.probabilistic and task.several_classes),
    check=_check,
    good=examples("task: {activation: sigmoid, loss: bce}", base="multilabel"),
    bad=examples("task: {activation: softmax}", base="multilabel"),
)
