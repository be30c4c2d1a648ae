"""A metric judges something that the system does not have.

## What it finds
Metrics of buckets or of an order without buckets or an order, the return of episodes in a bandit, regret
without a simulator, the variance explained by a method without components of variance, neighbours beyond half
of the rows, places beyond those that are shown, and parameters with a value that they do not take.

## Why it matters
The number is computed of nothing, of everything or not at all, and a gate on it passes or fails for ever.

## What to do
Declare what the metric is about, or choose another one.

## Source
scikit-learn user guide, metrics and scoring; Venna and Kaski (2001), on trustworthiness, which is normed
for fewer neighbours than half of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import BoundMetric, System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import Candidates
from mlsys.spec.tasks.policies import PolicyTask

_ORDERED = ("ordinal_mae", "qwk")
_OF_BUCKETS = ("bucket_accuracy", *_ORDERED)
_OF_VARIANCE = ("pca", "truncated_svd", "autoencoder")


class _Missing(NamedTuple):
    """What a metric lacks, what to do, and where that is decided."""

    why: str
    instead: str
    place: Route


def _check(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        missing = _missing(system, metric)
        if missing is not None:
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` {missing.why}",
                help=missing.instead,
                related=(Related(missing.place, "decided here"),),
            )
        yield from _parameters(metric)


def _missing(system: System, metric: BoundMetric) -> _Missing | None:
    task, name = system.spec.task, metric.name
    if system.task_kind.numeric and name in _OF_BUCKETS and getattr(task, "as_buckets", None) is None:
        return _Missing("judges buckets, and there are none", "add `task.as_buckets`", ("task", "type"))
    if system.task_kind.orderable and name in _ORDERED and getattr(task, "ordered", None) is False:
        return _Missing(
            "judges an order of classes, and they have none", "write `task.ordered: true`", ("task", "type")
        )
    of_policy = _of_policy(system, name)
    if of_policy is not None:
        return of_policy
    method: str | None = getattr(task, "method", None)
    if name == "explained_variance" and method is not None and method not in _OF_VARIANCE:
        instead = "use `trustworthiness`"
        return _Missing(f"is no property of `{method}`, which keeps neighbours", instead, ("task", "method"))
    rows, near = system.spec.data.rows, metric.params.get("neighbours")
    if rows is not None and isinstance(near, int) and near * 2 >= rows:
        return _Missing(f"compares {near:,} neighbours of {rows:,} rows", "write some ten", ("data", "rows"))
    return _places(system, metric)


def _of_policy(system: System, name: str) -> _Missing | None:
    """A bandit has no episodes, and a log has the reward of one action."""
    task = system.spec.task
    if not isinstance(task, PolicyTask):
        return None
    place, instead = ("task", "type"), "use `ope_value`"
    if name == "return" and task.setting == "bandit":
        return _Missing("sums rewards of an episode, and a bandit has none", instead, place)
    if name == "regret" and task.simulator is None:
        return _Missing("needs the reward of every action, and a log has that of one", instead, place)
    return None


def _places(system: System, metric: BoundMetric) -> _Missing | None:
    """A recommender without a first stage shows k items; what stands below is never made."""
    shown: int | None = getattr(system.spec.task, "k", None)
    candidates: Candidates | None = getattr(system.spec.task, "candidates", None)
    k = metric.params.get("k")
    if not system.task_kind.personal or shown is None or (candidates is not None and candidates.count):
        return None
    if isinstance(k, int) and k > shown:
        return _Missing(f"looks at {k} places, and {shown} are shown", f"lower k to {shown}, or declare "
                        "`task.candidates.count`", ("task", "k"))  # fmt: skip
    return None


def _parameters(metric: BoundMetric) -> Iterator[Finding]:
    known = metric.entry.params if metric.entry is not None else {}
    for name, value in metric.params.items():
        choices = known[name].choices if name in known else ()
        if choices and value not in choices:
            yield Finding(
                route=(*metric.route, "params", name),
                message=f"`{name}` of `{metric.id}` cannot be `{value}`",
                help=f"write {listing(choices, 'or')}",
            )


RULE = Rule(
    code="MLS435",
    name="metric-without-its-object",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("metrics: {qwk: {role: report}}"),
        *examples(
            "{task: {simulator: {entry: CartPole-v1}}, metrics: {regret: {role: report}}}", base="policy"
        ),
        *examples(
            "{task: {ordered: true}, metrics: {qwk: {role: satisfy, gate: {min: 0.4}}}}", base="multiclass"
        ),
        *examples(
            "metrics: {trustworthiness: {role: report, params: {neighbours: 99999}}}",
            base="dimensionality_reduction",
        ),
        *examples(
            "{task: {k: 10}, metrics: {recall@10: {role: report}}}",
            "{task: {k: 10, candidates: {count: 500}}, metrics: {recall@500: {role: report}}}",
            base="recommendation",
        ),
    ),
    bad=(
        *examples("metrics: {bucket_accuracy: {role: report}}", base="regression"),
        *examples(
            "metrics: {qwk: {role: satisfy, gate: {min: 0.4}}}",
            "metrics: {f1: {params: {average: geometric}}}",
            base="multiclass",
        ),
        *examples("metrics: {return: {role: report}}", "metrics: {regret: {role: report}}", base="policy"),
        *examples(
            "{task: {method: umap}, model: {family: [umap]}}",
            "metrics: {trustworthiness: {role: report, params: {neighbours: 100000}}}",
            base="dimensionality_reduction",
        ),
        *examples("{task: {k: 10}, metrics: {recall@11: {role: report}}}", base="recommendation"),
    ),
)
