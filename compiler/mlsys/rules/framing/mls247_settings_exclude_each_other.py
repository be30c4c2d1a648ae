"""Two settings of a task cannot both hold.

## What it finds
A number of clusters beside a search for it, a search that has nothing to choose from or is made by a method
that finds the number itself, a soft assignment or an information criterion of a method without probabilities;
components beside the variance that decides about them, or variance kept by a method that keeps none; reducing
all rows anew for each request; negatives beside ratings; a feature of two sides, or
content of items without any of their features.

## Why it matters
One of the two is silently without effect, and nobody knows which.

## What to do
Keep the one that is meant.

## Source
scikit-learn user guide: clustering, decomposition; Rendle et al., BPR (2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import (
    ClusteringTask,
    DimensionalityReductionTask,
    RecommendationTask,
)


class _Clash(NamedTuple):
    """A setting, and the one that it cannot stand beside."""

    route: Route
    other: Route
    message: str
    instead: str


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    clashes: Iterator[_Clash] = iter(())
    if isinstance(task, ClusteringTask):
        clashes = _of_clusters(task)
    elif isinstance(task, DimensionalityReductionTask):
        clashes = _of_components(task)
    elif isinstance(task, RecommendationTask):
        clashes = _of_recommendations(task)
    for clash in clashes:
        yield Finding(
            route=("task", *clash.route),
            anchor=Anchor.KEY,
            message=clash.message,
            help=clash.instead,
            related=(Related(("task", *clash.other), "the other one"),),
        )


def _of_clusters(task: ClusteringTask) -> Iterator[_Clash]:
    search, method = task.cluster_search, task.method or "kmeans"
    if task.assignment == "soft" and method != "gaussian_mixture":
        yield _Clash(
            ("assignment",),
            ("method",),
            f"`{method}` gives no probability for each cluster",
            "write `method: gaussian_mixture`, or `assignment: hard`",
        )
    if search is None:
        return
    if task.n_clusters is not None:
        yield _Clash(
            ("cluster_search",),
            ("n_clusters",),
            f"`n_clusters` is {task.n_clusters}, and is searched for",
            "keep one of the two",
        )
    elif method == "hdbscan":
        yield _Clash(
            ("cluster_search",),
            ("method",),
            "`hdbscan` finds the number of clusters itself",
            "leave the search out",
        )
    elif search.min < 2 or search.max <= search.min:
        yield _Clash(
            ("cluster_search", "min"),
            ("cluster_search", "max"),
            f"nothing can be chosen from {search.min} to {search.max} clusters",
            "begin at 2 or more, and end above the beginning",
        )
    elif search.by == "bic" and method != "gaussian_mixture":
        yield _Clash(
            ("cluster_search", "by"),
            ("method",),
            f"`{method}` has no likelihood for `bic`",
            "write `by: silhouette`, or `method: gaussian_mixture`",
        )


def _of_components(task: DimensionalityReductionTask) -> Iterator[_Clash]:
    share, method = task.explained_variance, task.method or "pca"
    if share is not None and task.components is not None:
        yield _Clash(
            ("explained_variance",),
            ("components",),
            f"{task.components} components, and as many as the variance needs",
            "keep one of the two",
        )
    elif share is not None and method not in ("pca", "truncated_svd"):
        yield _Clash(
            ("explained_variance",),
            ("method",),
            f"`{method}` does not say how much variance a component keeps",
            "write `method: pca`, or `components`",
        )
    if task.out_of_sample == "refit" and task.prediction.mode != "batch":
        yield _Clash(
            ("out_of_sample",),
            ("prediction", "mode"),
            "a request cannot wait until all rows are reduced anew",
            "write `out_of_sample: transform`, or `mode: batch`",
        )


def _of_recommendations(task: RecommendationTask) -> Iterator[_Clash]:
    if task.negatives is not None and task.feedback == "explicit":
        yield _Clash(
            ("negatives",),
            ("feedback",),
            "ratings say themselves what was not wanted",
            "leave the negatives out, or write `feedback: implicit`",
        )
    if task.features is None:
        return
    start = task.cold_start
    by_content = start == "content" or (
        start is not None and not isinstance(start, str) and start.items == "content"
    )
    if by_content and not task.features.item:
        yield _Clash(
            ("cold_start",),
            ("features",),
            "new items are known by their content, and no feature is of the item",
            "name features of the item, or start them otherwise",
        )
    for first, second in combinations(("user", "item", "context"), 2):
        for name in sorted(set(getattr(task.features, first)) & set(getattr(task.features, second))):
            yield _Clash(
                ("features", second),
                ("features", first),
                f"`{name}` is of the {first} and of the {second}",
                "name it once",
            )


RULE = Rule(
    code="MLS247",
    name="settings-exclude-each-other",
    severity=always(Severity.DANGER),
    about=lambda task: task.partitions or task.compresses or task.personal,
    check=_check,
    good=(
        *examples(
            "task: {n_clusters: ~, cluster_search: {min: 2, max: 3}}",
            "{task: {n_clusters: ~, method: gaussian_mixture, assignment: soft, "
            "cluster_search: {min: 3, max: 9, by: bic}}, model: {family: [gaussian_mixture]}}",
            "task: {assignment: hard}",
            base="clustering",
        ),
        *examples(
            "task: {components: ~, explained_variance: 95%}",
            "task: {components: ~, method: ~, explained_variance: 95%}",
            "task: {components: ~, method: truncated_svd, explained_variance: 95%}",
            base="dimensionality_reduction",
        ),
        *examples(
            "task: {negatives: {method: popularity, per_positive: 4}}",
            "task: {features: {user: [tenure], item: [region]}}",
            "task: {cold_start: content, features: {user: [tenure], item: [region]}}",
            "task: {cold_start: {users: content, items: none}, features: {user: [tenure]}}",
            base="recommendation",
        ),
    ),
    bad=(
        *examples(
            "task: {cluster_search: {min: 2, max: 12}}",
            "task: {n_clusters: ~, cluster_search: {min: 1, max: 12}}",
            "task: {n_clusters: ~, cluster_search: {min: 5, max: 5}}",
            "task: {n_clusters: ~, cluster_search: {min: 2, max: 12, by: bic}}",
            "{task: {n_clusters: ~, method: hdbscan, cluster_search: {min: 2, max: 12}}, "
            "model: {family: [hdbscan]}}",
            "task: {assignment: soft}",
            base="clustering",
        ),
        *examples(
            "task: {explained_variance: 95%}",
            "{task: {components: ~, method: autoencoder, explained_variance: 95%}, model: {family: ~}}",
            "task: {out_of_sample: refit}",
            base="dimensionality_reduction",
        ),
        *examples(
            "task: {feedback: explicit, negatives: {method: uniform}}",
            "task: {features: {user: [tenure], item: [tenure]}}",
            "task: {cold_start: content, features: {user: [tenure]}}",
            "task: {cold_start: {users: popularity, items: content}, features: {user: [tenure]}}",
            base="recommendation",
        ),
    ),
)
