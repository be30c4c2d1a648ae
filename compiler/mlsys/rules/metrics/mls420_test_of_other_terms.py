"""The statistical test is not about the metric.

## What it finds
`evaluation.must_beat.test: mcnemar` with a metric of scores or probabilities, such as `pr_auc`.

## Why it matters
McNemar's test compares how often two models decide rightly. It says nothing about how well they rank or how
true their probabilities are, so the margin would be proven by a test of something else.

## What to do
Use `paired_bootstrap`, which takes any metric, or compare a metric of decisions, such as `accuracy`.

## Source
Dietterich, Approximate Statistical Tests for Comparing Supervised Classification Learning Algorithms (1998).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    beat = system.spec.evaluation.must_beat
    if beat is None or beat.test != "mcnemar":
        return
    metric = system.metrics.get(beat.metric) if beat.metric else system.primary_metric()
    if metric is None or metric.entry is None or not metric.entry.needs_probability:
        return
    route: Route = ("evaluation", "must_beat", "test")
    yield Finding(
        route=route,
        message=f"McNemar's test compares decisions, `{metric.id}` judges scores",
        help="write `test: paired_bootstrap`",
        related=(Related(metric.route, "the metric"),),
        fix=Fix("test by bootstrap", (SetValue(route, "paired_bootstrap"),)),
    )


RULE = Rule(
    code="MLS420",
    name="test-of-other-terms",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("evaluation: {must_beat: {baseline: desk_rule, test: paired_bootstrap}}"),
    bad=examples("evaluation: {must_beat: {baseline: desk_rule, test: mcnemar}}"),
)
