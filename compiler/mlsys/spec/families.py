"""The registry of model families: for which tasks, how opaque, on what they run best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

_LABELLED: Final = frozenset({"binary", "multiclass", "multilabel", "hierarchical"})
_NUMBERS: Final = frozenset({"regression", "forecasting"})
_SCORES: Final = _LABELLED | _NUMBERS | {"ranking"}


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


def _family(name: str, tasks: frozenset[str] | set[str], complexity: int, **rest: object) -> ModelFamily:
    return ModelFamily(name, frozenset(tasks), complexity, **rest)  # type: ignore[arg-type]


_TABLE: Final = (
    _family("logistic_regression", _LABELLED, 1, glass_box=True),
    _family("linear_regression", _NUMBERS, 1, glass_box=True),
    _family("ridge", _NUMBERS, 1, glass_box=True),
    _family("naive_bayes", _LABELLED, 1, glass_box=True),
    _family("decision_tree", _LABELLED | _NUMBERS, 1, glass_box=True),
    _family("scorecard", {"binary"}, 1, glass_box=True),
    _family("explainable_boosting", {"binary", "multiclass", "regression"}, 2, glass_box=True),
    _family("nearest_neighbours", _LABELLED | _NUMBERS, 2),
    _family("random_forest", _LABELLED | _NUMBERS, 3),
    _family("gradient_boosting", _SCORES, 3),
    _family("mlp", _SCORES, 4, accelerator="either"),
    _family("deep_ensemble", _SCORES, 5, accelerator="gpu"),
    _family("transformer", _SCORES | {"recommendation", "representation"}, 5, accelerator="gpu"),
    _family("lambdarank", {"ranking"}, 3),
    _family("popularity", {"recommendation"}, 1, glass_box=True),
    _family("item_similarity", {"recommendation"}, 2, glass_box=True),
    _family("matrix_factorisation", {"recommendation"}, 3),
    _family("two_tower", {"recommendation"}, 4, accelerator="gpu"),
    _family("kmeans", {"clustering"}, 1, glass_box=True),
    _family("gaussian_mixture", {"clustering", "anomaly"}, 2),
    _family("hdbscan", {"clustering"}, 2),
    _family("pca", {"dimensionality_reduction", "representation"}, 1, glass_box=True),
    _family("truncated_svd", {"dimensionality_reduction", "representation"}, 1, glass_box=True),
    _family("umap", {"dimensionality_reduction"}, 3),
    _family(
        "autoencoder", {"dimensionality_reduction", "representation", "anomaly"}, 4, accelerator="either"
    ),
    _family("robust_z", {"anomaly"}, 1, glass_box=True),
    _family("isolation_forest", {"anomaly"}, 2),
    _family("local_outlier_factor", {"anomaly"}, 2),
    _family("copod", {"anomaly"}, 1),
    _family("seasonal_naive", {"forecasting"}, 1, glass_box=True),
    _family("theta", {"forecasting"}, 1, glass_box=True),
    _family("exponential_smoothing", {"forecasting"}, 1, glass_box=True),
    _family("arima", {"forecasting"}, 2),
    _family("thompson_sampling", {"policy"}, 1, glass_box=True),
    _family("linucb", {"policy"}, 2),
    _family("ppo", {"policy"}, 5, accelerator="either"),
    _family("dqn", {"policy"}, 5, accelerator="either"),
)

FAMILIES: Final[Mapping[str, ModelFamily]] = MappingProxyType({family.name: family for family in _TABLE})
"""The known families, by name."""


def families_for(task: str) -> tuple[ModelFamily, ...]:
    """Return the families for a type of task, simplest first."""
    fitting = (family for family in FAMILIES.values() if task in family.tasks)
    return tuple(sorted(fitting, key=lambda family: family.complexity))
