"""A column that says which row it is, is a model input.

## What it finds
A model input that is the key of the entity, the time, the split or the reward, the logged action or its
probability, or the place at which an item was shown.

## Why it matters
The model learns rows by heart. On new rows the key means nothing.

## What to do
Leave it out of the features. Derive something from it where it carries meaning, as the hour of a time.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.labelled import HierarchicalTask
from mlsys.spec.tasks.policies import Reward


def _check(system: System) -> Iterator[Finding]:
    columns = {column: place for place, column in _reserved(system) if column is not None}
    for feature in system.inputs():
        place = columns.get(feature.spec.column or feature.name)
        if place is not None:
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"`{feature.name}` is a model input, and it is `{format_route(place)}`",
                help="remove it from the inputs",
                related=(Related(place, "declared here"),),
                fix=Fix(f"remove `{feature.name}`", (RemoveEntry(feature.route),)),
            )


def _reserved(system: System) -> Iterator[tuple[Route, str | None]]:
    data, task = system.spec.data, system.spec.task
    for key in ("entity", "group", "time"):
        yield ("data", "keys", key), getattr(data.keys, key)
    for side in ("user", "item") if system.task_kind.personal else ():
        yield ("data", "keys", side), getattr(data.keys, side)
    yield ("data", "split", "column"), data.split.column
    for name in ("action_column", "position", "propensity"):
        yield ("task", name), getattr(task, name, None)
    if isinstance(task, HierarchicalTask) and task.hierarchy is not None:
        for index, level in enumerate(task.hierarchy.levels[:-1]):
            yield ("task", "hierarchy", "levels", index), level.column or level.name
    reward: Reward | None = getattr(task, "reward", None)
    yield ("task", "reward", "column"), reward.column if reward is not None else None


RULE = Rule(
    code="MLS324",
    name="key-as-feature",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "data: {features: {customer_age: {type: integer, range: 0..120}}}",
        "data: {features: {churn: {type: boolean, column: churned_before}}}",
    ),
    bad=(
        *examples(
            "data: {features: {area: {type: categorical, values: [leave, stay], source: crm, owner: "
            "card-ml}}}",
            base="hierarchical",
        ),
        *examples("data: {features: {customer_id: {type: integer, range: 0..}}}"),
        *examples("data: {features: {user_id: {type: integer, range: 0..}}}", base="recommendation"),
        *examples(
            "{task: {position: place}, data: {features: {place: {type: integer, range: 1..50}}}}",
            base="ranking",
        ),
        *examples(
            "data: {features: {probability: {type: number, range: 0..1}}}",
            "data: {features: {revenue: {type: number, range: 0..1}}}",
            base="policy",
        ),
    ),
)
