"""The registry of model families: for which tasks, how opaque, on what they run best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from mlsys.spec.tasks import names_of

_CLASSES: Final = frozenset(names_of(lambda task: task.of_classes))
_NUMBERS: Final = frozenset(names_of(lambda task: task.numeric))
_SCORES: Final = frozenset(names_of(lambda task: task.of_classes or task.numeric or task.grouped))
_ONE_VALUE: Final = frozenset(
    names_of(lambda task: (task.exclusive and not task.tree) or (task.numeric and not task.temporal))
)
_TWO_CLASSES: Final = frozenset(names_of(lambda task: task.two_classes))
_ORDER: Final = frozenset(names_of(lambda task: task.grouped))
_CHOICE: Final = frozenset(names_of(lambda task: task.personal))
_GROUPS: Final = frozenset(names_of(lambda task: task.partitions))
_FEWER: Final = frozenset(names_of(lambda task: task.compresses))
_PRETEXT: Final = frozenset(names_of(lambda task: task.self_supervised))
_RARE: Final = frozenset(names_of(lambda task: task.rare_positives))
_SERIES: Final = frozenset(names_of(lambda task: task.temporal))
_ACTIONS: Final = frozenset(names_of(lambda task: task.acts))


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
    _family("logistic_regression", _CLASSES, 1, glass_box=True),
    _family("linear_regression", _NUMBERS, 1, glass_box=True),
    _family("ridge", _NUMBERS, 1, glass_box=True),
    _family("naive_bayes", _CLASSES, 1, glass_box=True),
    _family("decision_tree", _CLASSES | _NUMBERS, 1, glass_box=True),
    _family("scorecard", _TWO_CLASSES, 1, glass_box=True),
    _family("explainable_boosting", _ONE_VALUE, 2, glass_box=True),
    _family("nearest_neighbours", _CLASSES | _NUMBERS, 2),
    _family("random_forest", _CLASSES | _NUMBERS, 3),
    _family("gradient_boosting", _SCORES, 3),
    _family("mlp", _SCORES, 4, accelerator="either"),
    _family("deep_ensemble", _SCORES, 5, accelerator="gpu"),
    _family("transformer", _SCORES | _CHOICE | _PRETEXT, 5, accelerator="gpu"),
    _family("lambdarank", _ORDER, 3),
    _family("popularity", _CHOICE, 1, glass_box=True),
    _family("item_similarity", _CHOICE, 2, glass_box=True),
    _family("matrix_factorisation", _CHOICE, 3),
    _family("two_tower", _CHOICE, 4, accelerator="gpu"),
    _family("kmeans", _GROUPS, 1, glass_box=True),
    _family("gaussian_mixture", _GROUPS | _RARE, 2),
    _family("hdbscan", _GROUPS, 2),
    _family("pca", _FEWER, 1, glass_box=True),
    _family("truncated_svd", _FEWER, 1, glass_box=True),
    _family("umap", _FEWER - _PRETEXT, 3),
    _family("autoencoder", _FEWER | _RARE, 4, accelerator="either"),
    _family("robust_z", _RARE, 1, glass_box=True),
    _family("isolation_forest", _RARE, 2),
    _family("local_outlier_factor", _RARE, 2),
    _family("copod", _RARE, 1),
    _family("seasonal_naive", _SERIES, 1, glass_box=True),
    _family("theta", _SERIES, 1, glass_box=True),
    _family("exponential_smoothing", _SERIES, 1, glass_box=True),
    _family("arima", _SERIES, 2),
    _family("thompson_sampling", _ACTIONS, 1, glass_box=True),
    _family("linucb", _ACTIONS, 2),
    _family("ppo", _ACTIONS, 5, accelerator="either"),
    _family("dqn", _ACTIONS, 5, accelerator="either"),
)

FAMILIES: Final[Mapping[str, ModelFamily]] = MappingProxyType({family.name: family for family in _TABLE})
"""The known families, by name."""


def families_for(task: str) -> tuple[ModelFamily, ...]:
    """Return the families for a type of task, simplest first."""
    fitting = (family for family in FAMILIES.values() if task in family.tasks)
    return tuple(sorted(fitting, key=lambda family: family.complexity))
