"""The model sees what the label was made of.

## What it finds
A model input that the label is computed from, or that is computed from the label.

## Why it matters
The model learns the definition of the label instead of what leads to it. Offline scores are near perfect;
in service the column is empty or always the same.

## What to do
Take the column out of the inputs; keep it with `use: evaluation` if a slice needs it.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is None:
        return
    for feature in system.inputs():
        column = feature.spec.column or feature.name
        place: Route
        if column in label.derived_from or feature.name in label.derived_from:
            why, place = "the label is computed from it", ("data", "label", "derived_from")
        elif label.column is not None and label.column in feature.spec.derived_from:
            why, place = "it is computed from the label", (*feature.route, "derived_from")
        else:
            continue
        yield Finding(
            route=feature.route,
            anchor=Anchor.KEY,
            message=f"`{feature.name}` is a model input, but {why}",
            help="remove it from the inputs",
            related=(Related(place, "declared here"),),
            fix=Fix(f"remove `{feature.name}`", (RemoveEntry(feature.route),)),
        )


RULE = Rule(
    code="MLS301",
    name="label-parent-as-feature",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {derived_from: [cancellation_date]}}"),
    bad=examples("data: {label: {derived_from: [spend]}}"),
)
