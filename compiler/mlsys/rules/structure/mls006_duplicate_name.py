"""One name for two things.

## What it finds
A column that is both a feature and the label, two features that read the same column, and values listed
twice, such as a class; also where the two differ only in how Unicode composes a letter with its mark.

## Why it matters
A label among the features is a perfect predictor that does not exist when the prediction is made. Two names
for one column double its weight and its drift alerts.

## What to do
Rename one, or take it out.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

import unicodedata
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
    names = {_composed(column) for column in (label.column, *label.columns) if column} if label else set()
    for name, feature in system.features.items():
        column = feature.spec.column or name
        if _composed(column) in names:
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
        column = _composed(feature.spec.column or name)
        if column in seen:
            twins = seen[column] != name and _composed(seen[column]) == _composed(name)
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=(
                    f"two features are called `{name}`, in two spellings of Unicode"
                    if twins
                    else f"features `{seen[column]}` and `{name}` read the same column `{column}`"
                ),
                help="drop one",
                related=(Related(("data", "features", seen[column]), "the other one"),),
            )
        seen.setdefault(column, name)


def _repeated(values: Iterable[str], route: Route, noun: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if _composed(value) in seen:
            yield Finding(
                route=(*route, index),
                message=f"{noun} `{value}` is listed twice",
                help="delete one",
                fix=Fix(f"remove the second `{value}`", (RemoveEntry((*route, index)),), safe=True),
            )
        seen.add(_composed(value))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


RULE = Rule(
    code="MLS006",
    name="duplicate-name",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {label: {column: churn}}"),
    bad=examples(
        "data: {features: {churn: {type: boolean, owner: card-ml}}, label: {column: churn}}",
        'data: {features: {"caf\\u00e9": {type: boolean, owner: card-ml}, '
        '"cafe\\u0301": {type: boolean, owner: card-ml}}}',
    ),
)
