"""The test set has too few positives for its gate.

## What it finds
Rows times test share times prevalence leaves fewer than 200 positives, while a metric of the positives has
a gate.

## Why it matters
With 20 positives, a recall of 0.80 is known to ± 0.18. The gate passes bad models and fails good ones by
luck.

## What to do
Collect more rows, enlarge the test share, or enrich the test set with positives and correct for it.

## Source
Wald interval of a proportion; Japkowicz and Shah, Evaluating Learning Algorithms (2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.test_set import OF_POSITIVES, half_width, rows_of, standard_error
from mlsys.ir.wording import count, number, percent
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_ENOUGH = 200


def _check(system: System) -> Iterator[Finding]:
    label, rows = system.spec.data.label, rows_of(system.spec)
    if label is None or label.prevalence is None or rows is None:
        return
    positives = rows * label.prevalence
    if positives >= _ENOUGH or not positives:
        return  # without any row or positive there is nothing to compute with
    for metric in system.metrics.values():
        gate = metric.spec.gate.min if metric.spec.gate else None
        if metric.name not in OF_POSITIVES or gate is None:
            continue
        error = standard_error(metric.name, gate, rows, label.prevalence) or 0.0
        needed = _ENOUGH / (positives / (system.spec.data.rows or rows))
        yield Finding(
            route=(*metric.route, "gate"),
            message=f"{count(positives)} positive test rows: `{metric.id}` {number(gate)} "
            f"± {number(half_width(error), 2)} cannot be gated",
            note=f"{count(rows)} test rows × {percent(label.prevalence)} = {count(positives)} positives",
            help=(
                f"have at least {_ENOUGH} positives: {count(needed)} rows, or a test set enriched "
                "with positives"
            ),
            related=(Related(("data", "label", "prevalence"), "the prevalence"),),
        )


RULE = Rule(
    code="MLS306",
    name="too-few-positives",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("data.rows", "data.label.prevalence"),
    about=lambda task: task.has_positives,
    check=_check,
    good=(
        *examples(
            "{data: {rows: 1M, label: {prevalence: 2%}}, evaluation: {slices: {region: {gate: {min: 0.2}}}}}"
        ),
        *examples("evaluation: {test_rows: 1000}"),
    ),
    bad=examples("{data: {rows: 4000, label: {prevalence: 20%}}, evaluation: {must_beat: {margin: 0.08}}}"),
)
