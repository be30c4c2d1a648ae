"""A limit for abstaining can never be met, or is always.

## What it finds
An answer withheld below a probability that the best of the classes always reaches, or below more than 99.9 %.

## Why it matters
The probabilities of exclusive classes add up to 1, so the highest is at least one over their number. A limit
at or below that withholds nothing; a limit near 1 withholds nearly everything, and the model decides nothing.

## What to do
Choose a limit above one over the number of classes, from the accuracy that is wanted of the answers given.

## Source
Chow, On Optimum Recognition Error and Reject Tradeoff (1970); Geifman and El-Yaniv, Selective Classification
for Deep Neural Networks (2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.labelled import MulticlassTask

_SURE = 0.999


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, MulticlassTask) or task.abstain is None:
        return
    below, classes = task.abstain.below, task.n_classes or len(task.classes or ())
    if below > _SURE:
        yield Finding(
            route=("task", "abstain", "below"),
            message=f"every answer that is not {percent(below)} sure is withheld",
            help=f"choose a limit up to {percent(_SURE)}",
        )
    elif classes and below * classes <= 1:
        yield Finding(
            route=("task", "abstain", "below"),
            message=f"the best of {classes} classes always has at least {percent(round(1 / classes, 3))}: "
            "no answer is ever withheld",
            help=f"choose a limit above {percent(round(1 / classes, 3))}",
        )


RULE = Rule(
    code="MLS246",
    name="never-abstains",
    severity=always(Severity.DANGER),
    about=lambda task: task.several_classes,
    check=_check,
    good=examples(
        "task: {abstain: {below: 60%, route: desk}}",
        "task: {abstain: {below: 0.334}}",
        "task: {abstain: {below: 0.999}}",
        "task: {classes: ~, n_classes: 4, abstain: {below: 0.251}}",
        base="multiclass",
    ),
    bad=examples(
        "task: {abstain: {below: 30%}}",
        "task: {abstain: {below: 0.3333}}",
        "task: {abstain: {below: 100%}}",
        "task: {abstain: {below: 0.9991}}",
        "task: {classes: ~, n_classes: 4, abstain: {below: 25%}}",
        base="multiclass",
    ),
)
