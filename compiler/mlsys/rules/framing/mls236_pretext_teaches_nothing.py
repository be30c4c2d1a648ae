"""A pretext task hides nothing, or everything.

## What it finds
A share of masked or corrupted input of none or all of it, or a pretext beside a paradigm that has none.

## Why it matters
With nothing hidden the model copies its input; with everything hidden there is nothing to infer from.

## What to do
Hide a part: 15 % of the tokens in BERT, 75 % of the patches in masked autoencoders.

## Source
Devlin et al., BERT (2019); He et al., Masked Autoencoders Are Scalable Vision Learners (2022).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_LEARNING_SO = (None, "self_supervised", "semi_supervised")


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if task.pretext is None:
        return
    hidden = task.pretext.corruption
    if hidden is not None and not 0 < hidden < 1:
        yield Finding(
            route=("task", "pretext", "corruption"),
            message="nothing of the input is hidden" if hidden <= 0 else "all of the input is hidden",
            help="write a share such as 15%",
        )
    if task.pretext.method == "next_step" and system.spec.data.keys.time is None:
        yield Finding(
            route=("task", "pretext", "method"),
            message="`next_step` predicts what comes next, and no column orders the rows",
            help="add `data.keys.time`, or choose `masked`",
        )
    if task.paradigm not in _LEARNING_SO:
        yield Finding(
            route=("task", "pretext"),
            anchor=Anchor.KEY,
            message=f"`paradigm: {task.paradigm}` has no pretext task",
            help="write `paradigm: self_supervised`, or leave `pretext` out",
            related=(Related(("task", "paradigm"), "the paradigm"),),
        )


RULE = Rule(
    code="MLS236",
    name="pretext-teaches-nothing",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("task: {pretext: {method: masked, corruption: 15%}}", base="representation"),
        *examples(
            "{data: {keys: {time: month}, split: {strategy: temporal, seed: ~}}, task: {pretext: "
            "{method: next_step}}}",
            base="representation",
        ),
    ),
    bad=(
        *examples("task: {pretext: {method: next_step}}", base="representation"),
        *examples(
            "task: {pretext: {method: masked, corruption: 0%}}",
            "task: {pretext: {method: masked, corruption: 100%}}",
            base="representation",
        ),
        *examples("task: {pretext: {method: masked}}"),
    ),
)
