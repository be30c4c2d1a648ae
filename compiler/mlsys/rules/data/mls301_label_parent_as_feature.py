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

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label, downstream = system.spec.data.label, system.spec.task.downstream
    for feature in system.inputs() if downstream is not None and downstream.label is not None else ():
        if downstream is not None and (feature.spec.column or feature.name) == downstream.label:
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"`{feature.name}` is a model input, and it is what the representation is judged by",
                help="remove it from the inputs",
                related=(Related(("task", "downstream", "label"), "declared here"),),
            )
    if label is None:
        return
    parents = {name: feature.spec.derived_from for name, feature in system.features.items()}
    for feature in system.inputs():
        column = feature.spec.column or feature.name
        origins = _origins(feature.name, parents)
        place: Route
        if column in label.derived_from or feature.name in label.derived_from:
            why, place = "the label is computed from it", ("data", "label", "derived_from")
        elif label.column is not None and label.column in origins:
            why, place = "it is computed from the label", (*feature.route, "derived_from")
        elif origins & set(label.derived_from):
            why, place = "both it and the label come from one column", (*feature.route, "derived_from")
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


def _origins(name: str, parents: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return every column that a feature is computed from, over any number of steps."""
    found: set[str] = set()
    waiting = list(parents.get(name, ()))
    while waiting:
        column = waiting.pop()
        if column not in found:
            found.add(column)
            waiting += parents.get(column, ())
    return found


RULE = Rule(
    code="MLS301",
    name="label-parent-as-feature",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {derived_from: [cancellation_date]}}"),
    bad=(
        *examples(
            "data: {label: {derived_from: [spend]}}",
            "data: {features: {spend: {derived_from: [churn]}}}",
            "{data: {features: {spend: {derived_from: [bill]}, bill: {type: number, range: 0.., use: "
            "evaluation,"
            " derived_from: [churn]}}}, evaluation: {slices: {bill: {min_rows: 200, edges: [10]}}}}",
            "data: {label: {derived_from: [cancellation_date]}, "
            "features: {spend: {derived_from: [cancellation_date]}}}",
        ),
        *examples(
            "data: {features: {churn: {type: boolean, source: crm, owner: card-ml}}}", base="representation"
        ),
    ),
)
