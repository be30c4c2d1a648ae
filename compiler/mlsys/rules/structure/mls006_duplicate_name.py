"""One name for two things.

## What it finds
A column that is both a feature and the label, two features that read the same column, and values listed
twice, such as a class; a use that is intended and out of scope.

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
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    yield from _label_among_features(system)
    yield from _columns(system)
    classes = getattr(system.spec.task, "classes", None) or ()
    yield from _repeated(classes, ("task", "classes"), "class")
    yield from _repeated(getattr(system.spec.task, "actions", ()), ("task", "actions"), "action")
    yield from _repeated(system.spec.model.family, ("model", "family"), "family")
    levels = [percent(level) for level in getattr(system.spec.task, "intervals", ())]
    yield from _repeated(levels, ("task", "intervals"), "interval")
    yield from _links(system)
    for name, feature in system.features.items():
        yield from _repeated(feature.spec.values or (), ("data", "features", name, "values"), "value")
        yield from _repeated(feature.spec.formats, ("data", "features", name, "formats"), "format")
    yield from _missing_and_a_value(system)
    uses = system.spec.task.out_of_scope
    for index, use in enumerate(uses):
        if use == system.spec.task.intended_use:
            yield Finding(
                route=("task", "out_of_scope", index),
                message="the use that is intended is out of scope",
                help="keep one of the two",
                related=(Related(("task", "intended_use"), "the same words"),),
            )


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


def _missing_and_a_value(system: System) -> Iterator[Finding]:
    """A text that stands for no value must not be one, a sign that parts columns must not part decimals."""
    source = system.spec.data.source
    if source is not None and source.separator == source.decimal and source.format in (None, "csv"):
        yield Finding(
            route=("data", "source", "decimal"),
            message=f"`{source.decimal}` separates the columns, and the decimals of a number",
            help="write `separator: ';'`",
            related=(Related(("data", "source", "separator"), "the same sign"),),
        )
    none = system.spec.data.source.null_values if system.spec.data.source is not None else ()
    for name, feature in system.features.items():
        for value in sorted({*none} & {*(feature.spec.values or ())}):
            yield Finding(
                route=("data", "source", "null_values"),
                message=f"`{value}` means that there is no value, and is a value of `{name}`",
                help="take it out of one of the two",
                related=(Related((*feature.route, "values"), "its values"),),
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


def _links(system: System) -> Iterator[Finding]:
    seen: dict[tuple[str, str], int] = {}
    for index, link in enumerate(system.spec.objectives.links):
        first = seen.setdefault((link.ml, link.business), index)
        if first != index:
            yield Finding(
                route=("objectives", "links", index),
                message=f"`{link.ml}` and `{link.business}` are linked twice",
                help="keep the link with the better evidence",
                related=(Related(("objectives", "links", first), "the other one"),),
            )


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
    bad=(
        *examples("data: {source: {null_values: ['', basic]}}", "data: {source: {decimal: ','}}"),
        *examples("task: {intervals: [80%, 80%]}", base="forecasting"),
        *examples("task: {actions: [call, call, wait]}", base="policy"),
        *examples("data: {features: {photo: {type: image, formats: [png, png]}}}", base="multiclass"),
        *examples("task: {intended_use: calls, out_of_scope: [credit, calls]}"),
        *examples("data: {features: {churn: {type: boolean, owner: card-ml}}, label: {column: churn}}"),
        *examples(
            "model: {family: [gradient_boosting, gradient_boosting]}",
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -0.4, evidence: "
            "historical}, "
            "{ml: pr_auc, business: churn_rate, elasticity: -0.9, evidence: historical}]}",
        ),
    ),
)
