"""The registry of model families: for which tasks, how opaque, on what they run best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from mlsys.spec.task_groups import (
    ANOMALY,
    BINARY,
    CLASSES,
    CLUSTERING,
    FORECASTING,
    HIERARCHICAL,
    NUMBERS,
    ORDER,
    POLICY,
    PRETEXT,
    RECOMMENDATION,
    REDUCTION,
    REGRESSION,
    SINGLE_LABEL,
)

_SCORES: Final = CLASSES | NUMBERS | ORDER
_ONE_VALUE: Final = SINGLE_LABEL - HIERARCHICAL | REGRESSION


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """What is known about a family of models."""

    name: str
    tasks: frozenset[str]
    complexity: int
    """Place on the ladder from simple to complex; families are tried in this order."""
    glass_box: bool = False
    """Whether a person can follow a prediction by looking at the model."""
    accelerator: Literal["cpu", "either", "gpu"] = "cpu"
    """What it runs on with profit."""


def _family(name: str, tasks: frozenset[str], complexity: int, **rest: object) -> ModelFamily:
    return ModelFamily(name, tasks, complexity, **rest)  # type: ignore[arg-type]


_TABLE: Final = (
    _family("logistic_regression", CLASSES, 1, glass_box=True),
    _family("linear_regression", NUMBERS, 1, glass_box=True),
    _family("ridge", NUMBERS | ORDER | POLICY, 1, glass_box=True),
    _family("naive_bayes", CLASSES, 1, glass_box=True),
    _family("decision_tree", CLASSES | NUMBERS, 1, glass_box=True),
    _family("scorecard", BINARY, 1, glass_box=True),
    _family("explainable_boosting", _ONE_VALUE, 2, glass_box=True),
    _family("nearest_neighbours", CLASSES | NUMBERS, 2),
    _family("random_forest", CLASSES | NUMBERS, 3),
    _family("gradient_boosting", _SCORES | POLICY, 3),
    _family("mlp", _SCORES, 4, accelerator="either"),
    _family("deep_ensemble", _SCORES, 5, accelerator="gpu"),
    _family("transformer", _SCORES | RECOMMENDATION | PRETEXT, 5, accelerator="gpu"),
    _family("lambdarank", ORDER, 3),
    _family("popularity", RECOMMENDATION, 1, glass_box=True),
    _family("item_similarity", RECOMMENDATION, 2, glass_box=True),
    _family("matrix_factorisation", RECOMMENDATION, 3),
    _family("two_tower", RECOMMENDATION, 4, accelerator="gpu"),
    _family("kmeans", CLUSTERING, 1, glass_box=True),
    _family("gaussian_mixture", CLUSTERING | ANOMALY, 2),
    _family("hdbscan", CLUSTERING, 2),
    _family("pca", REDUCTION, 1, glass_box=True),
    _family("truncated_svd", REDUCTION, 1, glass_box=True),
    _family("umap", REDUCTION - PRETEXT, 3),
    _family("autoencoder", REDUCTION | ANOMALY, 4, accelerator="either"),
    _family("robust_z", ANOMALY, 1, glass_box=True),
    _family("isolation_forest", ANOMALY, 2),
    _family("local_outlier_factor", ANOMALY, 2),
    _family("copod", ANOMALY, 1),
    _family("seasonal_naive", FORECASTING, 1, glass_box=True),
    _family("theta", FORECASTING, 1, glass_box=True),
    _family("exponential_smoothing", FORECASTING, 1, glass_box=True),
    _family("arima", FORECASTING, 2),
    _family("thompson_sampling", POLICY, 1, glass_box=True),
    _family("linucb", POLICY, 2),
    _family("value_iteration", POLICY, 2),
    _family("ppo", POLICY, 5, accelerator="either"),
    _family("dqn", POLICY, 5, accelerator="either"),
)

FAMILIES: Final[Mapping[str, ModelFamily]] = MappingProxyType({family.name: family for family in _TABLE})
"""The known families, by name."""


def families_for(task: str, known: Mapping[str, ModelFamily] = FAMILIES) -> tuple[ModelFamily, ...]:
    """Return those of the ``known`` families that are for a type of task, simplest first."""
    fitting = (family for family in known.values() if task in family.tasks)
    return tuple(sorted(fitting, key=lambda family: family.complexity))
