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

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.test_set import half_width, standard_error
from mlsys.ir.wording import count, number
from mlsys.profile.model import Group, Profile, profiled
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_WIDE = 0.10


def _check(system: System) -> Iterator[Finding]:
    label, profile = system.spec.data.label, system.profile
    for column, judged in system.spec.evaluation.slices.items():
        metric = system.metrics.get(judged.metric or "") or system.primary_metric()
        if profile is None or metric is None or judged.gate is None or judged.gate.min is None:
            continue
        for value, group in _groups(system, profile, column, judged.edges).items():
            rows = group.rows * system.spec.data.split.test
            share = label.prevalence if label else None
            if group.positives is not None and group.rows:
                share = group.positives / group.rows
            error = standard_error(metric.name, judged.gate.min, rows, share) if rows and share != 0 else None
            if rows < judged.min_rows or error is None or half_width(error) <= _WIDE:
                continue
            positives = f", {count(rows * share)} positive" if share is not None else ""
            yield Finding(
                route=("evaluation", "slices", column, "gate"),
                message=f"slice `{column}={value}`: {count(rows)} test rows{positives}, `{metric.id}` "
                f"± {number(half_width(error), 2)}",
                help="merge values, raise `min_rows`, or enlarge the test set",
                related=(Related(("data", "features", column), "the column"),),
            )


def _groups(system: System, profile: Profile, column: str, edges: tuple[float, ...]) -> Mapping[str, Group]:
    """Return the groups of a slice; nothing when the profile has counted others."""
    features = system.spec.data.features
    name = (features[column].column or column) if column in features else column
    seen = profile.slices.get(name)
    if seen is not None and seen.edges == edges:
        return seen.groups
    counted = system.column(column)
    levels = counted.levels if counted is not None and not edges else {}
    return {value: Group(rows=rows) for value, rows in levels.items()}


RULE = Rule(
    code="MLS414",
    name="slice-too-small",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    check=_check,
    good=Example(
        "evaluation: {slices: {region: {min_rows: 200}}}",
        profile=profiled(200_000, {"region": {"north": 120_000, "south": 80_000}}),
    ),
    bad=Example(
        "evaluation: {slices: {region: {min_rows: 200}}}",
        profile=profiled(200_000, {"region": {"north": 198_800, "south": 1_200}}),
    ),
)
