"""One column is declared in two roles that exclude each other.

## What it finds
The same column as user and item, as group and entity, as time and series, as reward and action or propensity,
as position and propensity, as the mark of a value cut off or of an incident, or as two levels of a hierarchy,
and the label's column as one of them.

## Why it matters
Each role means something else. A group of one row ranks nothing, a series for each moment has one value.

## What to do
Name the column that holds the role, or leave the role out.

## Source
The meaning of the fields of `data.keys` and `task`.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.task_parts import Catalogue, Incidents
from mlsys.spec.tasks.labelled import HierarchicalTask
from mlsys.spec.tasks.policies import Reward


def _check(system: System) -> Iterator[Finding]:
    seen: dict[str, Route] = {}
    for route, column in _roles(system):
        if column is None:
            continue
        if column in seen:
            yield Finding(
                route=route,
                message=f"`{column}` is `{format_route(seen[column])}` and `{format_route(route)}`",
                help="name another column, or leave one of the two out",
                related=(Related(seen[column], "the other role"),),
            )
        seen.setdefault(column, route)


def _roles(system: System) -> Iterator[tuple[Route, str | None]]:
    task, keys, label = system.spec.task, system.spec.data.keys, system.spec.data.label
    if not system.task_kind.acts:  # there the reward is what a label is elsewhere
        yield ("data", "label", "column"), label.column if label is not None else None
    if system.task_kind.personal:
        yield ("data", "keys", "user"), keys.user
        yield ("data", "keys", "item"), keys.item
    elif system.task_kind.grouped:
        yield ("data", "keys", "entity"), keys.entity
        yield ("data", "keys", "group"), keys.group
    if system.task_kind.temporal:
        yield ("data", "keys", "time"), keys.time
        for index, column in enumerate(keys.series):
            yield ("data", "keys", "series", index), column
    reward: Reward | None = getattr(task, "reward", None)
    yield ("task", "reward", "column"), reward.column if reward is not None else None
    catalogue: Catalogue | None = getattr(task, "catalogue", None)
    for name in ("available_from", "available_until") if catalogue is not None else ():
        yield ("task", "catalogue", name), getattr(catalogue, name)
    for name in ("action_column", "position", "propensity", "censored"):
        yield ("task", name), getattr(task, name, None)
    incidents: Incidents | None = getattr(task, "incidents", None)
    yield ("task", "incidents", "column"), incidents.column if incidents is not None else None
    if isinstance(task, HierarchicalTask) and task.hierarchy is not None:
        for index, level in enumerate(task.hierarchy.levels):
            place: Route = ("task", "hierarchy", "levels", index, "column" if level.column else "name")
            column = level.column or level.name
            leaves = label is not None and column == label.column
            yield place, None if leaves else column


RULE = Rule(
    code="MLS244",
    name="one-column-two-roles",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("", base="recommendation"),
        *examples("data: {keys: {series: [region]}}", base="forecasting"),
        *examples("task: {action_column: action}", "data: {label: {column: revenue}}", base="policy"),
        *examples("task: {position: place, propensity: seen}", base="ranking"),
    ),
    bad=(
        *examples(
            "task: {catalogue: {path: items.csv, available_from: day, available_until: day}}",
            base="recommendation",
        ),
        *examples("data: {keys: {user: user_id, item: user_id}}", base="recommendation"),
        *examples(
            "data: {keys: {group: customer_id}, split: {group_by: customer_id}}",
            "task: {position: relevance}",
            "task: {position: place, propensity: place}",
            base="ranking",
        ),
        *examples("data: {keys: {series: [date]}}", base="forecasting"),
        *examples("task: {censored: spend_next_month}", base="forecasting"),
        *examples("task: {incidents: {column: churn}}", base="anomaly"),
        *examples("task: {propensity: revenue}", "task: {action_column: revenue}", base="policy"),
        *examples(
            "task: {hierarchy: {levels: [{name: area, classes: [leave, stay]}, "
            "{name: area, children: {leave: [fees, moving], stay: [upgrade, same]}}]}}",
            base="hierarchical",
        ),
    ),
)
