"""The quality of the embedding is never measured.

## What it finds
A representation or a dimensionality reduction without a downstream task and without a metric of
reconstruction.

## Why it matters
Its own loss falls whether the embedding is useful or not.

## What to do
Add `task.downstream` with a label to probe, or a metric such as `trustworthiness`.

## Source
Alain and Bengio, Understanding intermediate layers using linear classifier probes (2016).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission

_DIRECT = {"reconstruction_error", "trustworthiness", "explained_variance", "probe_score"}


def _check(system: System) -> Iterator[Finding]:
    measured = {metric.name for metric in system.metrics.values()} & _DIRECT
    if system.spec.task.downstream is None and not measured:
        yield Finding(
            route=("task", "downstream"),
            message="the quality of the embedding is never measured",
            help="add `task.downstream: {task: binary, label: …}` or the metric `trustworthiness`",
        )


RULE = Rule(
    code="MLS221",
    name="embedding-never-judged",
    severity=omission(Severity.WARNING),
    about=lambda task: task.compresses,
    check=_check,
    good=examples("task: {downstream: {task: binary, label: churn}}", base="representation"),
    bad=examples(
        "{task: {downstream: ~}, metrics: ~, model: {tuning: ~}, objectives: {links: ~},"
        " evaluation: {must_beat: {metric: ~}, slices: {region: {metric: ~, gate: ~}}}}",
        base="representation",
    ),
)
