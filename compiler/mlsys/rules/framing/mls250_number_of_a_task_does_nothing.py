"""A number in a part of a task is beyond what the part can use.

## What it finds
A probe that learns from a handful of labels, or from more than there are rows; a season of one step; a
backtest from more moments than anybody waits for, or in steps shorter than a step of the series; a history
shorter than a season; alerts weeks apart that count as one incident; negatives that drown what was wanted;
rounds of self-training beyond any gain; a search for more clusters than there are rows.

## Why it matters
The part runs, and what comes out says nothing.

## What to do
Write a number that the part can use.

## Source
Alain and Bengio, Understanding Intermediate Layers Using Linear Classifier Probes (2016); Hyndman and
Athanasopoulos, Forecasting: Principles and Practice, chapter 5; Mikolov et al., Distributed Representations
of Words and Phrases (2013).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import AnomalyTask, ClusteringTask, ForecastingTask, RecommendationTask

_PROBE = 10
_ORIGINS = 1_000
_NEGATIVES = 1_000
_ROUNDS = 100
_APART = 31 * 86_400.0


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    yield from _taught(system)
    if isinstance(task, ForecastingTask):
        yield from _over_time(task)
    elif isinstance(task, AnomalyTask):
        gap = task.incidents.gap if task.incidents is not None else None
        if gap is not None and gap.seconds > _APART:
            yield Finding(("task", "incidents", "gap"), f"alerts {gap} apart are one incident",
                          help="write how long one cause alarms, such as 1h")  # fmt: skip
    elif isinstance(task, RecommendationTask) and task.negatives is not None:
        if task.negatives.per_positive > _NEGATIVES:
            message = f"{task.negatives.per_positive:,} negatives drown each positive"
            yield Finding(("task", "negatives", "per_positive"), message, help="write 1 to 50")
    elif isinstance(task, ClusteringTask) and task.cluster_search is not None:
        rows, most = system.spec.data.rows, task.cluster_search.max
        if rows is not None and most >= rows:
            yield Finding(("task", "cluster_search", "max"), f"up to {most:,} clusters of {rows:,} rows",
                          help="end where a cluster is still a group, such as 20")  # fmt: skip


def _taught(system: System) -> Iterator[Finding]:
    task, rows = system.spec.task, system.spec.data.rows
    if task.downstream is not None and system.declared(("task", "downstream", "labels")):
        labels, route = task.downstream.labels, ("task", "downstream", "labels")
        if labels < _PROBE:
            yield Finding(route, f"a probe learns nothing from {labels}", help="write 100, or what there is")
        elif rows is not None and labels > rows:
            yield Finding(route, f"a probe learns from {labels:,} labels of {rows:,} rows",
                          help="write how many rows have a label")  # fmt: skip
    if task.pseudo_label is not None and task.pseudo_label.rounds > _ROUNDS:
        message = f"after {task.pseudo_label.rounds:,} rounds a model has long been repeating itself"
        yield Finding(("task", "pseudo_label", "rounds"), message, help="write 3 to 10")


def _over_time(task: ForecastingTask) -> Iterator[Finding]:
    if task.season == 1:
        yield Finding(("task", "season"), "a season of one step repeats nothing",
                      help="write how many steps a pattern has, or leave it out")  # fmt: skip
    step, backtest = task.seconds_of(1), task.backtest
    if backtest is not None and backtest.origins > _ORIGINS:
        yield Finding(("task", "backtest", "origins"), f"forecasts from {backtest.origins:,} moments",
                      help="write 3 to 50")  # fmt: skip
    between = task.seconds_of(backtest.step) if backtest is not None else None
    if between is not None and step is not None and between < step:
        message = f"a series of one value each {duration(step)} has no moments {duration(between)} apart"
        yield Finding(("task", "backtest", "step"), message, help="write a step of the series or more")
    history, season = task.seconds_of(task.min_history), task.seconds_of(task.season)
    if history is not None and season is not None and history < season:
        message = f"a history of {duration(history)} is shorter than the season of {duration(season)}"
        yield Finding(("task", "min_history"), message, help=f"write at least {duration(season)}")


RULE = Rule(
    code="MLS250",
    name="number-of-a-task-does-nothing",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "task: {downstream: {labels: 10}}", "task: {downstream: {labels: 200000}}", base="representation"
        ),
        *examples(
            "task: {season: 2}",
            "task: {backtest: {origins: 1000}}",
            "task: {backtest: {origins: 6, step: 1d}}",
            "task: {season: 7, min_history: 7}",
            base="forecasting",
        ),
        *examples("task: {incidents: {gap: 31d}}", base="anomaly"),
        *examples("task: {negatives: {method: uniform, per_positive: 1000}}", base="recommendation"),
        *examples("task: {n_clusters: ~, cluster_search: {min: 2, max: 199999}}", base="clustering"),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%, rounds: 100}}"
        ),
    ),
    bad=(
        *examples(
            "task: {downstream: {labels: 9}}", "task: {downstream: {labels: 200001}}", base="representation"
        ),
        *examples(
            "task: {season: 1}",
            "task: {backtest: {origins: 1001}}",
            "task: {backtest: {origins: 6, step: 23h}}",
            "task: {season: 7, min_history: 6}",
            base="forecasting",
        ),
        *examples("task: {incidents: {gap: 32d}}", base="anomaly"),
        *examples("task: {negatives: {method: uniform, per_positive: 1001}}", base="recommendation"),
        *examples("task: {n_clusters: ~, cluster_search: {min: 2, max: 200000}}", base="clustering"),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%, rounds: 101}}"
        ),
    ),
)
