"""A slice is too small for its gate.

## What it finds
By the profile of the data, a value of a slice has so few test rows that its metric is known to worse than ±
0.10.

## Why it matters
Small groups fail and pass by luck, and the first false alarm ends the trust in the gate.

## What to do
Merge values, raise `min_rows`, or enlarge the test set.

## Source
Wald interval of a proportion; Hanley and McNeil (1982).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import Profile, System
from mlsys.ir.test_set import half_width, standard_error
from mlsys.ir.wording import count, number
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_WIDE = 0.10


def _check(system: System) -> Iterator[Finding]:
    label, profile = system.spec.data.label, system.profile
    for column, judged in system.spec.evaluation.slices.items():
        metric = system.metrics.get(judged.metric or "") or system.primary_metric()
        if profile is None or metric is None or judged.gate is None or judged.gate.min is None:
            continue
        for value, hits in profile.levels.get(column, {}).items():
            rows = hits * system.spec.data.split.test
            error = standard_error(metric.name, judged.gate.min, rows, label.prevalence if label else None)
            if rows < judged.min_rows or error is None or half_width(error) <= _WIDE:
                continue
            yield Finding(
                route=("evaluation", "slices", column, "gate"),
                message=f"slice `{column}={value}`: {count(rows)} test rows, `{metric.id}` "
                f"± {number(half_width(error), 2)}",
                help="merge values, raise `min_rows`, or enlarge the test set",
                related=(Related(("data", "features", column), "the column"),),
            )


RULE = Rule(
    code="MLS414",
    name="slice-too-small",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    check=_check,
    good=Example(
        "evaluation: {slices: {region: {min_rows: 200}}}",
        profile=Profile(200_000, {}, {"region": {"north": 120_000, "south": 80_000}}, {}, {}),
    ),
    bad=Example(
        "evaluation: {slices: {region: {min_rows: 200}}}",
        profile=Profile(200_000, {}, {"region": {"north": 198_800, "south": 1_200}}, {}, {}),
    ),
)
