"""Resampled rows reach the evaluation.

## What it finds
Over- or undersampling that is applied to all rows, before the split.

## Why it matters
Copies of one row fall on both sides of the split, and the test set no longer has the prevalence of the
world.

## What to do
Write `applied_to: train`.

## Source
Kapoor and Narayanan, Leakage and the reproducibility crisis in machine-learning-based science (2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    imbalance = label.imbalance if label else None
    if imbalance is None or imbalance.applied_to != "all":
        return
    if imbalance.strategy in ("oversample", "undersample"):
        route: Route = ("data", "label", "imbalance", "applied_to")
        yield Finding(
            route=route,
            message=f"`{imbalance.strategy}` before the split puts copies of a row on both sides"
            if imbalance.strategy == "oversample"
            else "`undersample` before the split changes the prevalence of the test rows",
            help="resample the training rows only",
            fix=Fix("resample the training rows only", (SetValue(route, "train"),)),
        )


RULE = Rule(
    code="MLS308",
    name="resampling-leaks",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {imbalance: {strategy: oversample, applied_to: train}}}"),
    bad=examples("data: {label: {imbalance: {strategy: oversample, applied_to: all}}}"),
)
