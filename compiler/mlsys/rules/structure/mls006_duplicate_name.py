"""One name for two things.

## What it finds
A column that is both a feature and the label, two features that read the same column, and values listed
twice, such as a class.

## Why it matters
A label among the features is a perfect predictor that does not exist when the prediction is made. Two names
for one column double its weight and its drift alerts.

## What to do
Rename one, or take it out.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    yield from _label_among_features(system)
    yield from _columns(system)
    classes = getattr(system.spec.task, "classes", None) or ()
    yield from _repeated(classes, ("task", "classes"), "class")
    for name, feature in system.features.items():
        yield from _repeated(feature.spec.values or (), ("data", "features", name, "values"), "value")


def _label_among_features(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    names = {label.column, *label.columns} if label else set()
    for name, feature in system.features.items():
        column = feature.spec.column or name
        if column in names:
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"`{column}` is both a feature and the label",
                help="take it out of `data.features`",
                related=(Related(("data", "label", "column"), "the label"),),
                fix=Fix(f"remove the feature `{name}`", (RemoveEntry(feature.route),)),
            )


def _columns(system: System) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for name, feature in system.features.items():
        column = feature.spec.column or name
        if column in seen:
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"features `{seen[column]}` and `{name}` read the same column `{column}`",
                help="drop one",
                related=(Related(("data", "features", seen[column]), "the other one"),),
            )
        seen.setdefault(column, name)


def _repeated(values: Iterable[str], route: Route, noun: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield Finding(
                route=(*route, index),
                message=f"{noun} `{value}` is listed twice",
                help="delete one",
                fix=Fix(f"remove the second `{value}`", (RemoveEntry((*route, index)),), safe=True),
            )
        seen.add(value)


RULE = Rule(
    code="MLS006",
    name="duplicate-name",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {column: churn}}"),
    bad=examples("data: {features: {churn: {type: boolean, owner: card-ml}}, label: {column: churn}}"),
)
