"""What people reach is a baseline, and no figure says how much that is.

## What it finds
A baseline of kind `human` without a value of the metric by which it is compared.

## Why it matters
People cannot be run on the test rows. Without their figure nothing is compared with them.

## What to do
Add the figure that was measured to `scores`, or leave the baseline out until it is.

## Source
Huyen, Designing Machine Learning Systems, chapter 6 (human baselines).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    beat, primary = system.spec.evaluation.must_beat, system.primary_metric()
    for name, baseline in system.spec.baseline.items():
        judged = beat.metric if beat is not None and beat.baseline == name else None
        metric = judged or baseline.metric or (primary.id if primary is not None else None)
        if baseline.kind == "human" and metric is not None and metric not in baseline.scores:
            yield Finding(
                route=("baseline", name),
                anchor=Anchor.KEY,
                message=f"people are compared by `{metric}`, and none of theirs is known",
                help=f"add `scores: {{{metric}: …}}`, as it was measured",
            )


RULE = Rule(
    code="MLS438",
    name="people-without-figures",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "baseline: {desk: {kind: human, ref: docs/desk.md, scores: {pr_auc: 0.5}}}",
        "baseline: {desk: {kind: human, ref: docs/desk.md, metric: brier, scores: {brier: 0.2}}}",
    ),
    bad=examples(
        "baseline: {desk: {kind: human, ref: docs/desk.md}}",
        "baseline: {desk: {kind: human, ref: docs/desk.md, scores: {brier: 0.2}}}",
        "{baseline: {desk: {kind: human, ref: docs/desk.md, scores: {brier: 0.2}}}, "
        "evaluation: {must_beat: {baseline: desk, metric: pr_auc, margin: 0.05}}}",
    ),
)
