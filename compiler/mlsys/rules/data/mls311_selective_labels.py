"""Only what the model lets through is ever labelled.

## What it finds
`data.label.selective` without `exploration_holdout`.

## Why it matters
Only shown ads can be clicked, only granted loans can default. The model never learns that it is wrong about
the rest, and the metric does not see it.

## What to do
Decide a small share at random and learn from that.

## Source
Lakkaraju et al., The Selective Labels Problem (KDD 2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is not None and label.selective and not label.exploration_holdout:
        yield Finding(
            route=("data", "label", "selective"),
            message="only rows that were acted on get labels, and none is chosen at random",
            help="add `exploration_holdout: 1%`",
            fix=Fix("decide 1% at random", (AddEntry(("data", "label"), "exploration_holdout", "1%"),)),
        )


RULE = Rule(
    code="MLS311",
    name="selective-labels",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("data: {label: {selective: true, exploration_holdout: 1%}}"),
    bad=examples("data: {label: {selective: true}}"),
)
