"""A class is too rare to learn.

## What it finds
A class or bucket that holds less than 1 % of the rows or fewer than 50 rows, by `data.label.priors` or by a
profile of the data.

## Why it matters
There is nothing to learn from and nothing to judge by; its metrics are noise.

## What to do
Merge it with a neighbour, collect more, or frame it as its own binary task.

## Source
Huyen, Designing Machine Learning Systems, chapter 4 (class imbalance).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, count
from mlsys.profile.model import Profile, profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.tasks.labelled import RegressionTask

_SHARE, _ROWS = 0.01, 50


def _check(system: System) -> Iterator[Finding]:
    profile, route = system.profile, ("data", "label")
    label = system.spec.data.label
    rows: float | None = system.spec.data.rows
    priors: dict[str, float] = dict(label.priors) if label else {}
    if profile is not None and profile.label is not None and label is not None:
        measured = _measured(system, profile)
        if measured:
            rows = profile.label.rows
            priors = {name: hits / max(rows, 1) for name, hits in measured.items()}
    for name, prior in priors.items():
        few = rows is not None and prior * rows < _ROWS
        if prior < _SHARE or few:
            held = f", {count(prior * rows)} of {count(rows)}" if rows is not None else ""
            declared = system.declared((*route, "priors", name))
            yield Finding(
                route=(*route, "priors", name) if declared else route,
                message=f"class `{name}` holds {about_percent(prior)} of the rows{held}",
                help="merge it with a neighbour, collect more, or make it a task of its own",
            )


def _measured(system: System, profile: Profile) -> Mapping[str, int]:
    """Return the rows of each class or bucket; nothing when the profile is about another label."""
    seen, label = profile.label, system.spec.data.label
    if seen is None or label is None or seen.column != label.column:
        return {}
    if isinstance(system.spec.task, RegressionTask):
        buckets = system.spec.task.as_buckets
        if buckets is None or not seen.buckets or seen.edges != buckets.edges:
            return {}
        cells = seen.buckets[0 if buckets.open_low else 1 :]
        return {name: hits for name, hits in zip(buckets.called, cells, strict=False) if hits}
    return profile.columns[seen.column].levels if seen.column in profile.columns else {}


RULE = Rule(
    code="MLS211",
    name="tiny-class",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    requires=("data.label.priors",),
    about=lambda task: task.several_classes or task.overlapping or task.numeric,
    check=_check,
    good=(
        *examples(
            "data: {label: {priors: {churn: 1%, upgrade: 49%, stay: 50%}}}",
            "{data: {rows: 5000, label: {priors: {churn: 1%, upgrade: 49%, stay: 50%}}}}",
            base="multiclass",
        ),
        *examples("data: {label: {priors: {fees: 1%, service: 70%, moving: 10%}}}", base="multilabel"),
    ),
    bad=(
        *examples(
            "data: {label: {priors: {churn: 0.9%, upgrade: 49.1%, stay: 50%}}}",
            "{data: {rows: 4900, label: {priors: {churn: 1%, upgrade: 49%, stay: 50%}}}}",
            base="multiclass",
        ),
        *examples("data: {label: {priors: {fees: 0.001%, service: 70%, moving: 10%}}}", base="multilabel"),
        *examples(
            "data: {rows: 200000}",
            base="multiclass",
            profile=profiled(
                200_000, {"outcome": {"churn": 40_000, "upgrade": 80, "stay": 159_920}}, label="outcome"
            ),
        ),
    ),
)
