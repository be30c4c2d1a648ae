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
from typing import NamedTuple

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.test_set import half_width, standard_error
from mlsys.ir.wording import count, number
from mlsys.profile.model import Group, Profile, profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.evaluation import Slice

_WIDE = 0.10
_TOLD = 5


def _check(system: System) -> Iterator[Finding]:
    profile = system.profile
    for column, judged in system.spec.evaluation.slices.items():
        metric = system.metrics.get(judged.metric or "") or system.primary_metric()
        if profile is None or metric is None or judged.gate is None or judged.gate.min is None:
            continue
        groups = _groups(system, profile, column, judged.edges)
        small = sorted(_small(system, judged, metric.name, groups), key=lambda found: -found.width)
        if small:
            worst = small[0]
            yield Finding(
                route=("evaluation", "slices", column, "gate"),
                message=f"slice `{column}={worst.value}`: {worst.rows}, `{metric.id}` "
                f"± {number(worst.width, 2)}",
                help="merge values, raise `min_rows`, or enlarge the test set",
                note="; ".join(f"`{s.value}`: {s.rows}, ± {number(s.width, 2)}" for s in small[1:_TOLD]),
                related=(Related(("data", "features", column), "the column"),),
            )


class _Small(NamedTuple):
    """A group whose metric is not known well."""

    value: str
    rows: str
    width: float
    """Half of the interval of the metric."""


def _small(system: System, judged: Slice, metric: str, groups: Mapping[str, Group]) -> Iterator[_Small]:
    label = system.spec.data.label
    gate = judged.gate.min if judged.gate is not None else None
    for value, group in groups.items():
        rows = group.rows * system.spec.data.split.test
        share = label.prevalence if label else None
        if group.positives is not None and group.rows:
            share = group.positives / group.rows
        if gate is None or not rows or share == 0 or rows < judged.min_rows:
            continue
        error = standard_error(metric, gate, rows, share)
        if error is not None and half_width(error) > _WIDE:
            positives = f", {count(round(rows * share))} positive" if share is not None else ""
            yield _Small(value, f"{count(round(rows))} test rows{positives}", half_width(error))


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
    good=(
        *examples(
            "evaluation: {slices: {region: {min_rows: 200}}}",
            profile=profiled(200_000, {"region": {"north": 120_000, "south": 80_000}}),
        ),
        *examples(
            "evaluation: {slices: {region: {min_rows: 200}}}",
            profile=profiled(200_000, {"region": {"north": 197150, "south": 2850}}),
        ),
    ),
    bad=(
        *examples(
            "evaluation: {slices: {region: {min_rows: 200}}}",
            profile=profiled(200_000, {"region": {"north": 198_800, "south": 1_200}}),
        ),
        *examples(
            "evaluation: {slices: {region: {min_rows: 200}}}",
            profile=profiled(200_000, {"region": {"north": 198095, "south": 1905}}),
        ),
        *examples(
            "evaluation: {slices: {region: {min_rows: 200}}}",
            profile=profiled(200_000, {"region": {"north": 199000, "south": 1000}}),
        ),
    ),
)
