"""The test set cannot show the margin.

## What it finds
The margin over the baseline is smaller than the half-width of the metric's interval on the test rows.

## Why it matters
A model passes or fails by the luck of the split. The formula takes the paired difference to be about as
uncertain as one score, which holds when both models agree on half of what is uncertain.

## What to do
Enlarge the test set or the margin.

## Source
Hanley and McNeil (1982); Boyd, Eng and Page (ECML 2013); Dror et al., The Hitchhiker's Guide to Testing
Statistical Significance (ACL 2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.sample_size import rows_to_resolve
from mlsys.ir.system import System
from mlsys.ir.test_set import OF_ALL_ROWS, half_width, rows_of, standard_error
from mlsys.ir.wording import count, number
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec, rows = system.spec, rows_of(system.spec)
    beat, label = spec.evaluation.must_beat, spec.data.label
    metric = system.metrics.get(beat.metric) if beat and beat.metric else system.primary_metric()
    gate = metric.spec.gate.min if metric and metric.spec.gate else None
    if beat is None or metric is None or gate is None or not rows or not beat.margin:
        return
    error = standard_error(metric.name, gate, rows, label.prevalence if label else None)
    if error is None:
        return
    width = half_width(error, beat.confidence)
    if beat.margin < width:
        needed = rows * (width / beat.margin) ** 2
        if metric.name in OF_ALL_ROWS and gate > beat.margin:
            needed = max(needed, rows_to_resolve(gate - beat.margin, gate))
        yield Finding(
            route=("evaluation", "must_beat", "margin"),
            message=f"{count(rows)} test rows tell `{metric.id}` to ± {number(width)}; "
            f"a margin of {number(beat.margin)} is below that",
            note=f"about {count(needed)} test rows would show it",
            help=f"have {count(needed)} test rows, or a margin of at least {number(width)}",
            related=(Related(("data", "rows"), "the rows"),),
        )


RULE = Rule(
    code="MLS407",
    name="margin-below-resolution",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("data.rows",),
    check=_check,
    good=examples("{data: {rows: 200k}, evaluation: {must_beat: {margin: 0.05}}}"),
    bad=examples("{data: {rows: 200k}, evaluation: {must_beat: {margin: 0.002}}}"),
)
