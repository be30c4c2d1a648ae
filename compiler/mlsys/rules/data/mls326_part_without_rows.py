"""A part of the split has no rows, or more than there are.

## What it finds
A share of no row for training or test, for validation where parameters are chosen, windows of no time, or
more declared test rows than rows.

## Why it matters
Without training rows nothing is learned, without test rows nothing is known.

## What to do
Give each part a share.

## Source
scikit-learn user guide, cross-validation.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    split, rows = system.spec.data.split, system.spec.data.rows
    needed = {"train": "nothing is learned", "test": "nothing is judged"}
    if system.spec.model.tuning.trials:
        needed["validation"] = "nothing is chosen"
    for name, without in needed.items():
        window = getattr(split.windows, name, None)
        empty = split.windows is None and split.strategy != "predefined" and not getattr(split, name)
        if empty or (window is not None and not window.seconds):
            route: Route = ("data", "split", name) if window is None else ("data", "split", "windows", name)
            yield Finding(
                route=route if system.declared(route) else ("data", "split"),
                message=f"no row is in the `{name}` part: {without}",
                help="give it a share of the rows" if window is None else "give it a length",
            )
    label = system.spec.data.label
    audit = label.audit if label is not None else None
    if audit is not None and rows is not None and audit.sample > rows:
        yield Finding(
            route=("data", "label", "audit", "sample"),
            message=f"{audit.sample:,} of {rows:,} rows are labelled again",
            help="write some hundred",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    tested = system.spec.evaluation.test_rows
    if tested is not None and rows is not None and tested >= rows:
        yield Finding(
            route=("evaluation", "test_rows"),
            message=f"{tested:,} of {rows:,} rows are test rows: none is left to learn from",
            help="leave it out: then it follows from `data.rows` and the split",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )


RULE = Rule(
    code="MLS326",
    name="part-without-rows",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "data: {split: {train: 1%, validation: 1%, test: 98%}}",
            "evaluation: {test_rows: 199999}",
            "{data: {split: {train: 60%, validation: 0%, test: 40%}}, model: {tuning: ~}}",
        ),
        *examples("data: {label: {audit: {sample: 200000}}}"),
    ),
    bad=(
        *examples("data: {label: {audit: {sample: 200001}}}"),
        *examples(
            "{data: {split: {train: 80%, validation: 20%, test: 0%}}, metrics: {pr_auc: {gate: ~}}}",
            "data: {split: {train: 0%, validation: 50%, test: 50%}}",
            "data: {split: {train: 60%, validation: 0%, test: 40%}}",
            "evaluation: {test_rows: 200000}",
        ),
        *examples(
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~,"
            " windows: {train: 90d, test: 0s}}}"
        ),
    ),
)
