"""A setting of a task speaks of something that is not there, or of more than there is.

## What it finds
Anomalies beside the rows of an entity, series or tenant that no column names; forecasts reconciled between
series that nothing tells apart, a lead as long as the horizon, a history longer than the training window, a
backtest longer than the test window; more effective rows than the log has; rows without a label for a model
that learns from labels alone, or in its own table; views of a row where nothing is compared, or one view; a
branch that is always gone down, or never; an embedding whose reader is the system itself.

## Why it matters
The setting is without effect, or nothing can ever meet it, and the document promises it.

## What to do
Declare what the setting is about, or leave it out.

## Source
Hyndman and Athanasopoulos, Forecasting: Principles and Practice, chapters 5 and 11; Kong, A Note on
Importance Sampling using Standardized Weights (1992); Chen et al., SimCLR (2020); Oliver et al., Realistic
Evaluation of Deep Semi-Supervised Learning Algorithms (2018).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.labelled import HierarchicalTask
from mlsys.spec.tasks.other import AnomalyTask, ForecastingTask
from mlsys.spec.tasks.policies import PolicyTask


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if isinstance(task, AnomalyTask):
        yield from _beside_rows(system, task)
    elif isinstance(task, ForecastingTask):
        yield from _over_time(system, task)
    elif isinstance(task, PolicyTask):
        yield from _of_the_log(system, task)
    elif isinstance(task, HierarchicalTask):
        yield from _of_the_tree(task)
    yield from _of_own_teaching(system)


def _beside_rows(system: System, task: AnomalyTask) -> Iterator[Finding]:
    if task.scope not in (None, "all") and not getattr(system.spec.data.keys, task.scope):
        yield Finding(("task", "scope"), f"no column tells one {task.scope} from another",
                      help=f"add `data.keys.{task.scope}`, or write `scope: all`")  # fmt: skip


def _over_time(system: System, task: ForecastingTask) -> Iterator[Finding]:
    if task.reconciliation not in (None, "none") and not system.spec.data.keys.series:
        yield Finding(("task", "reconciliation"), "nothing adds up: there is one series",
                      help="add `data.keys.series`, or leave it out")  # fmt: skip
    lead, horizon = task.seconds_of(task.lead), task.seconds_of(task.horizon)
    if lead is not None and horizon is not None and lead >= horizon:
        yield Finding(
            route=("task", "lead"),
            message=f"the whole horizon of {duration(horizon)} comes too late to act on",
            help="shorten the lead, or forecast further ahead",
            related=(Related(("task", "horizon"), "the horizon"),),
        )
    yield from _backtested(system, task)
    history, train = task.seconds_of(task.min_history), getattr(system.spec.data.split.windows, "train", None)
    if history is not None and train is not None and history > train.seconds:
        yield Finding(
            route=("task", "min_history"),
            message=f"no series has {duration(history)} in a training window of {train}",
            help=f"write at most {train}",
            related=(Related(("data", "split", "windows", "train"), f"{train}"),),
        )


def _backtested(system: System, task: ForecastingTask) -> Iterator[Finding]:
    test, backtest = getattr(system.spec.data.split.windows, "test", None), task.backtest
    if backtest is None:
        return
    if backtest.origins < 2:
        yield Finding(("task", "backtest", "origins"), "one moment is what the test window is already",
                      help="write 2 or more")  # fmt: skip
    step, horizon = task.seconds_of(backtest.step or task.horizon), task.seconds_of(task.horizon)
    if test is None or step is None or horizon is None:
        return
    needed = step * (backtest.origins - 1) + horizon
    if needed > test.seconds:
        yield Finding(
            route=("task", "backtest"),
            anchor=Anchor.KEY,
            message=f"{backtest.origins} moments need {duration(needed)}, and the test window has {test}",
            help="take fewer or nearer moments, or a longer window",
            related=(Related(("data", "split", "windows", "test"), f"{test}"),),
        )


def _of_the_log(system: System, task: PolicyTask) -> Iterator[Finding]:
    rows = system.spec.data.rows
    if task.min_effective_rows is not None and rows is not None and task.min_effective_rows > rows:
        yield Finding(
            route=("task", "min_effective_rows"),
            message=f"weights leave at most all {rows:,} rows, not {task.min_effective_rows:,}",
            help="write a part of them",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )


def _of_the_tree(task: HierarchicalTask) -> Iterator[Finding]:
    tree = task.hierarchy
    if tree is not None and tree.stop_at is not None and not 0 < tree.stop_at < 1:
        every = "every branch is gone down" if tree.stop_at <= 0 else "only a certain branch is gone down"
        yield Finding(("task", "hierarchy", "stop_at"), every, help="write a share such as 60%")


def _of_own_teaching(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if task.unlabelled is not None and task.paradigm != "semi_supervised":
        place: Route = ("task", "paradigm")
        yield Finding(
            route=("task", "unlabelled"),
            anchor=Anchor.KEY,
            message="rows without a label teach only a semi-supervised model",
            help="write `paradigm: semi_supervised`, or leave it out",
            related=(Related(place, f"{task.paradigm}"),) if task.paradigm else (),
        )
    consumers = task.downstream.consumers if task.downstream is not None else ()
    for index, consumer in enumerate(consumers):
        if consumer == system.spec.metadata.name:
            yield Finding(("task", "downstream", "consumers", index), f"`{consumer}` is this system",
                          help="name those that read the embedding, or leave it out")  # fmt: skip
    path, rows = system.spec.data.source.path if system.spec.data.source else None, task.unlabelled
    if rows is not None and path is not None and rows.path == path:
        yield Finding(
            route=("task", "unlabelled", "path"),
            message="the table of rows without a label is the one with labels",
            help="name another, or leave it out: rows whose label is empty count",
            related=(Related(("data", "source", "path"), "the labelled rows"),),
        )
    pretext = task.pretext
    if pretext is None or pretext.views is None:
        return
    if pretext.method != "contrastive":
        yield Finding(("task", "pretext", "views"), f"`{pretext.method}` compares no views",
                      help="write `method: contrastive`, or leave it out")  # fmt: skip
    elif pretext.views < 2:
        yield Finding(
            ("task", "pretext", "views"), "one view is compared with nothing", help="write 2 or more"
        )


RULE = Rule(
    code="MLS249",
    name="setting-without-its-object",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("task: {scope: entity}", "task: {scope: all}", base="anomaly"),
        *examples(
            "{task: {reconciliation: min_trace}, data: {keys: {series: [region]}, features: {region: ~}}, "
            "evaluation: {slices: ~}, requirements: {adaptability: {error_analysis: ~}}}",
            "task: {reconciliation: none}",
            "task: {lead: 27}",
            "{task: {backtest: {origins: 2, step: 7d}}, data: {split: {windows: {test: 35d}}}}",
            "{task: {backtest: {origins: 2}}, data: {split: {windows: {test: 56d}}}}",
            "task: {lead: 27d, horizon: 28d}",
            "{task: {min_history: 365}, data: {split: {windows: {train: 365d}}}}",
            "{task: {frequency: week, horizon: 4, lead: 3w}}",
            "{task: {frequency: hour, horizon: 24, lead: 23h}}",
            "{task: {frequency: month, horizon: 2, lead: 60d}}",
            "{task: {frequency: quarter, horizon: 2, lead: 182d}}",
            "{task: {frequency: year, horizon: 2, lead: 730d}}",
            base="forecasting",
        ),
        *examples("task: {min_effective_rows: 200000}", base="policy"),
        *examples(
            "task: {hierarchy: {stop_at: 0.1%}}", "task: {hierarchy: {stop_at: 99.9%}}", base="hierarchical"
        ),
        *examples(
            "task: {paradigm: semi_supervised, labelled_fraction: 4%, unlabelled: {path: data/more.csv}, "
            "pseudo_label: {min_confidence: 95%, max_share: 50%}}"
        ),
        *examples("task: {pretext: {method: contrastive, views: 2}}", base="representation"),
    ),
    bad=(
        *examples("task: {scope: series}", "task: {scope: tenant}", base="anomaly"),
        *examples(
            "task: {reconciliation: bottom_up}",
            "task: {lead: 28}",
            "task: {backtest: {origins: 1}}",
            "{task: {backtest: {origins: 2, step: 8d}}, data: {split: {windows: {test: 35d}}}}",
            "{task: {backtest: {origins: 2}}, data: {split: {windows: {test: 55d}}}}",
            "task: {lead: 29d, horizon: 28d}",
            "{task: {min_history: 366}, data: {split: {windows: {train: 365d}}}}",
            "{task: {frequency: week, horizon: 4, lead: 28d}}",
            "{task: {frequency: hour, horizon: 24, lead: 1d}}",
            "{task: {frequency: month, horizon: 2, lead: 61d}}",
            "{task: {frequency: quarter, horizon: 2, lead: 183d}}",
            "{task: {frequency: year, horizon: 2, lead: 731d}}",
            base="forecasting",
        ),
        *examples("task: {min_effective_rows: 200001}", base="policy"),
        *examples(
            "task: {hierarchy: {stop_at: 0%}}", "task: {hierarchy: {stop_at: 100%}}", base="hierarchical"
        ),
        *examples(
            "task: {unlabelled: {path: data/more.csv}}",
            "task: {paradigm: ~, unlabelled: {path: data/more.csv}}",
            "task: {paradigm: semi_supervised, labelled_fraction: 4%, unlabelled: {path: data/churn.csv}, "
            "pseudo_label: {min_confidence: 95%, max_share: 50%}}",
        ),
        *examples(
            "task: {downstream: {consumers: [card-churn]}}",
            "task: {pretext: {method: contrastive, views: 1}}",
            "task: {pretext: {method: masked, views: 2}}",
            base="representation",
        ),
    ),
)
