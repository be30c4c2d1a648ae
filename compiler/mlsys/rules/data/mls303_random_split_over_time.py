"""The split lets the future into training.

## What it finds
A random split of rows that have a time column, or a random or grouped one of a forecast. Groups and
embeddings, which are learned without labels, cannot learn what happened; of whole groups no row is in two
parts.

## Why it matters
Rows from after the test rows teach the model what happened. The score is that of hindsight.

## What to do
Split by time, with a gap as long as labels take to arrive.

## Source
Huyen, Designing Machine Learning Systems, chapter 5; Kapoor and Narayanan, Leakage and the reproducibility
crisis (2023).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    kind, split, time = system.task_kind, system.spec.data.split, system.spec.data.keys.time
    if kind.temporal:
        mixes = split.strategy in ("random", "group")
    else:
        mixes = split.strategy == "random" and time is not None and not (kind.partitions or kind.compresses)
    if not mixes:
        return
    place: Route = ("data", "keys", "time") if time is not None else ("task", "type")
    yield Finding(
        route=("data", "split", "strategy") if system.declared(("data", "split")) else ("data", "split"),
        message=f"a {split.strategy} split trains on rows from after the test rows",
        help="write `split: {strategy: temporal}`",
        related=(Related(place, "rows have a time"),),
        fix=Fix("split by time", (SetValue(("data", "split"), "{strategy: temporal}"),)),
    )


RULE = Rule(
    code="MLS303",
    name="random-split-over-time",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~}}",
            "data: {keys: {time: month}, split: {strategy: group, group_by: customer_id}}",
        ),
        *examples("data: {keys: {time: month}, split: {strategy: random}}", base="clustering"),
        *examples("data: {keys: {time: month}, split: {strategy: random}}", base="representation"),
    ),
    bad=(
        *examples("data: {keys: {time: month}}"),
        *examples("data: {split: {strategy: group, group_by: contract}}", base="forecasting"),
    ),
)
