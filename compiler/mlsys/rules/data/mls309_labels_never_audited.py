"""Nobody knows how many labels are wrong.

## What it finds
A label that a model learns from and nobody audits, unless it is measured: a number, a recorded event.

## Why it matters
Label errors set a ceiling to every metric, and models are chosen by differences smaller than the share of
errors: about 3 % in the test sets that the field uses itself.

## What to do
Label a sample again at intervals and compare.

## Source
Northcutt, Athalye and Mueller, Pervasive Label Errors in Test Sets (NeurIPS 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    label, kind = system.spec.data.label, system.task_kind
    measured = kind.numeric or (label is not None and label.event is not None)
    if label is not None and label.audit is None and kind.labelled and not measured:
        yield Finding(
            route=("data", "label", "audit"),
            message="label errors are never measured",
            help="add `data.label.audit: {sample: 200, every: 90d}`",
        )


RULE = Rule(
    code="MLS309",
    name="labels-never-audited",
    severity=omission(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "data: {label: {audit: {sample: 500, every: 30d}}}",
            "data: {label: {audit: ~, event: card_cancelled}}",
        ),
        *examples("data: {label: {audit: ~}}", base="regression"),
        *examples("data: {label: {audit: ~}}", base="recommendation"),
        *examples("data: {label: {column: anomaly, audit: ~}}", base="anomaly"),
    ),
    bad=examples("data: {label: {audit: ~}}"),
)
