"""A quality objective is judged before the labels arrive.

## What it finds
The window of a quality objective is shorter than the time until nearly all labels are known.

## Why it matters
The window holds hardly any labelled row, and those that came early are not like the others.

## What to do
Lengthen the window beyond the delay, and watch a proxy in the meantime.

## Source
Huyen, Designing Machine Learning Systems, chapter 8 (feedback loop length).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    delay = (label.delay.p95 or label.delay.p50) if label and label.delay else None
    if delay is None:
        return
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "quality" and slo.window.seconds < delay.seconds:
            yield Finding(
                route=("requirements", "reliability", "slos", name, "window"),
                message=f"`{name}` is judged over {slo.window}, but labels arrive after {delay}",
                help=f"use a window longer than {delay}, and a `label_proxy` or drift check in the meantime",
                related=(Related(("data", "label", "delay"), f"labels after {delay}"),),
            )


RULE = Rule(
    code="MLS506",
    name="quality-faster-than-labels",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "requirements: {reliability: {slos: {ranking: {sli: quality, metric: pr_auc, threshold: 0.55,"
            " objective: 95%, window: 90d}}}}"
        ),
        *examples(
            "requirements: {reliability: {slos: {ranking: {sli: quality, metric: pr_auc, "
            "threshold: 0.55, objective: 95%, window: 14d}}}}"
        ),
    ),
    bad=examples(
        "requirements: {reliability: {slos: {ranking: {sli: quality, metric: pr_auc, threshold: 0.55,"
        " objective: 95%, window: 7d}}}}"
    ),
)
