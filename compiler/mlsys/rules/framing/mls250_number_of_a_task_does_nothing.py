"""A number in a part of a task is beyond what the part can use.

## What it finds
A probe that learns from a handful of labels, or from more than there are rows; a season of one step; a
backtest from more moments than anybody waits for, or in steps shorter than a step of the series; a history
shorter than a season; alerts weeks apart that count as one incident; negatives that drown what was wanted;
rounds of self-training beyond any gain; a search for more clusters than there are rows, or groups larger than
half of them; a season of years; fewer effective rows than an estimate needs; a share of variance that is
nearly nothing; an interval beyond which the test rows hold none.

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
from mlsys.ir.test_set import rows_of
from mlsys.ir.wording import count, duration, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import (
    AnomalyTask,
    ClusteringTask,
    ForecastingTask,
    RecommendationTask,
)

_PROBE = 10
_ORIGINS = 1_000
_NEGATIVES = 1_000
_ROUNDS = 100
_APART = 31 * 86_400.0
_AT_ONCE = 1.0
_SEASON = 731 * 86_400.0
_EFFECTIVE = 100
_VARIANCE = 0.1


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    yield from _taught(system)
    yield from _beyond_all_rows(system)
    if isinstance(task, ForecastingTask):
        yield from _over_time(system, task)
    elif isinstance(task, AnomalyTask):
        yield from _together(task)
    elif isinstance(task, ClusteringTask):
        yield from _of_groups(task, system.spec.data.rows)
    yield from _hardly_any(system)


def _together(task: AnomalyTask) -> Iterator[Finding]:
    gap = task.incidents.gap if task.incidents is not None else None
    if gap is not None and not _AT_ONCE <= gap.seconds <= _APART:
        message = f"alerts {gap} apart are one incident: all of them, or none"
        yield Finding(("task", "incidents", "gap"), message, help="write how long one cause alarms, as 1h")


def _hardly_any(system: System) -> Iterator[Finding]:
    """Yield the numbers that leave hardly anything of what they are about."""
    task = system.spec.task
    negatives = task.negatives if isinstance(task, RecommendationTask) else None
    if negatives is not None and negatives.per_positive > _NEGATIVES:
        message = f"{negatives.per_positive:,} negatives drown each positive"
        yield Finding(("task", "negatives", "per_positive"), message, help="write 1 to 50")
    effective: int | None = getattr(task, "min_effective_rows", None)
    if effective is not None and effective < _EFFECTIVE:
        message = f"{effective} rows estimate no reward"
        yield Finding(("task", "min_effective_rows"), message, help="write some thousand")
    kept: float | None = getattr(task, "explained_variance", None)
    if kept is not None and kept < _VARIANCE:
        message = f"{percent(kept)} of the variance is nearly nothing"
        yield Finding(("task", "explained_variance"), message, help="write 80% to 95%")


def _of_groups(task: ClusteringTask, rows: int | None) -> Iterator[Finding]:
    most = task.cluster_search.max if task.cluster_search is not None else None
    if rows is not None and most is not None and most >= rows:
        yield Finding(("task", "cluster_search", "max"), f"up to {most:,} clusters of {rows:,} rows",
                      help="end where a cluster is still a group, such as 20")  # fmt: skip
    least = task.min_cluster_size
    if rows is not None and least is not None and task.n_clusters is None and least <= rows < 2 * least:
        yield Finding(("task", "min_cluster_size"), f"of {rows:,} rows no two groups have {least:,}",
                      help="write the smallest group worth a name")  # fmt: skip


def _beyond_all_rows(system: System) -> Iterator[Finding]:
    """Yield the intervals whose misses are rarer than one of the test rows."""
    rows = rows_of(system.spec)
    for index, level in enumerate(getattr(system.spec.task, "intervals", ())):
        if rows is not None and level < 1 and (1 - level) * rows < 1:
            yield Finding(("task", "intervals", index), f"of {count(rows)} test rows none is beyond",
                          help="write a coverage such as 95%")  # fmt: skip


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


def _over_time(system: System, task: ForecastingTask) -> Iterator[Finding]:
    if task.season == 1:
        yield Finding(("task", "season"), "a season of one step repeats nothing",
                      help="write how many steps a pattern has, or leave it out")  # fmt: skip
    step, backtest = task.seconds_of(1), task.backtest
    rows, year = system.spec.data.rows, task.seconds_of(task.season)
    within = task.season is not None and rows is not None and task.season <= rows
    if year is not None and year > _SEASON and within and task.frequency != "year":
        yield Finding(("task", "season"), f"a season of {duration(year)} is seen once or twice",
                      help="write the steps of a year or less")  # fmt: skip
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
    if history is not None and step is not None and rows is not None and history > rows * step:
        message = f"a history of {duration(history)} is longer than all {rows:,} rows"
        yield Finding(("task", "min_history"), message, help="write what a series has")


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
            "task: {season: 731}",
            "task: {season: 200001}",
            "task: {frequency: year, horizon: 1, season: 3}",
            "{data: {rows: 2000}, evaluation: {test_rows: 500}, task: {season: 7, min_history: 2000}}",
            base="forecasting",
        ),
        *examples("task: {incidents: {gap: 31d}}", "task: {incidents: {gap: 1s}}", base="anomaly"),
        *examples("task: {min_effective_rows: 100}", base="policy"),
        *examples("task: {components: ~, explained_variance: 10%}", base="dimensionality_reduction"),
        *examples(
            "task: {intervals: [99.997%, 100%]}",
            "{task: {intervals: [50%]}, evaluation: {test_rows: 2}}",
            base="regression",
        ),
        *examples(
            "{task: {n_clusters: ~, method: hdbscan, min_cluster_size: 100000}, model: {family: [hdbscan]}}",
            "{task: {n_clusters: ~, method: hdbscan, min_cluster_size: 200001}, model: {family: [hdbscan]}}",
            "task: {n_clusters: 1, min_cluster_size: 150000}",
            base="clustering",
        ),
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
            "task: {season: 732}",
            "task: {season: 200000}",
            "{data: {rows: 2000}, evaluation: {test_rows: 500}, task: {season: 7, min_history: 2001}}",
            base="forecasting",
        ),
        *examples("task: {incidents: {gap: 32d}}", "task: {incidents: {gap: 900ms}}", base="anomaly"),
        *examples("task: {min_effective_rows: 99}", base="policy"),
        *examples("task: {components: ~, explained_variance: 9%}", base="dimensionality_reduction"),
        *examples("task: {intervals: [99.998%]}", base="regression"),
        *examples(
            "{task: {n_clusters: ~, method: hdbscan, min_cluster_size: 100001}, model: {family: [hdbscan]}}",
            "{task: {n_clusters: ~, method: hdbscan, min_cluster_size: 200000}, model: {family: [hdbscan]}}",
            base="clustering",
        ),
        *examples("task: {negatives: {method: uniform, per_positive: 1001}}", base="recommendation"),
        *examples("task: {n_clusters: ~, cluster_search: {min: 2, max: 200000}}", base="clustering"),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 10%, "
            "pseudo_label: {min_confidence: 95%, rounds: 101}}"
        ),
    ),
)
