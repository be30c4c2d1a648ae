"""What distinguishes the types of tasks: the one table that rules and generators ask instead of naming types.

A new type of task is a class in ``task`` or ``task_other`` and a row here. Sources: Huyen, Designing Machine
Learning Systems (2022), chapter 2; scikit-learn user guide, supervised and unsupervised learning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

_FROM_LABELS: Final = ("supervised", "semi_supervised")
_CLASS_OUTPUTS: Final = ("class", "probability", "score")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskKind:
    """The properties of a type of task."""

    name: str
    """The value of ``task.type``."""
    labelled: bool = False
    """Whether it learns from a label in each row."""
    two_classes: bool = False
    """Whether the label is yes or no, one of them positive."""
    several_classes: bool = False
    """Whether exactly one of several classes holds."""
    overlapping: bool = False
    """Whether several classes may hold at once."""
    tree: bool = False
    """Whether its classes are the leaves of a tree."""
    probabilistic: bool = False
    """Whether its scores are probabilities of flat classes, which can be calibrated."""
    numeric: bool = False
    """Whether a number is predicted."""
    orderable: bool = False
    """Whether its classes, or the buckets of its number, may have an order."""
    temporal: bool = False
    """Whether it predicts later values of what it learns from."""
    ranked: bool = False
    """Whether a prediction is an order of items."""
    grouped: bool = False
    """Whether items compete within a declared group, as those of a query."""
    personal: bool = False
    """Whether items are chosen for users."""
    partitions: bool = False
    """Whether rows are put into groups that nobody has named."""
    compresses: bool = False
    """Whether rows become fewer numbers that serve other tasks."""
    rare_positives: bool = False
    """Whether it looks for rows that do not fit."""
    acts: bool = False
    """Whether a prediction is an action that earns a reward."""
    paradigms: tuple[str, ...] = ()
    """What a model of it may learn from, the usual first; empty for anything."""
    outputs: tuple[str, ...] = ()
    """What a prediction may consist of."""
    baselines: tuple[str, ...] = ("constant", "heuristic", "random", "previous", "human")
    """Kinds of baselines that solve it."""
    usual_metric: str = ""
    """The metric that a first document optimises, where one can be proposed from a table."""

    @property
    def has_positives(self) -> bool:
        """Whether some rows are positive and the others are not."""
        return self.two_classes or self.rare_positives

    @property
    def exclusive(self) -> bool:
        """Whether exactly one class holds."""
        return self.two_classes or self.several_classes

    @property
    def of_classes(self) -> bool:
        """Whether classes are predicted, one or several."""
        return self.exclusive or self.overlapping


Asks: TypeAlias = Callable[[TaskKind], bool]
"""A question about a type of task."""

_KINDS: Final = (
    TaskKind(
        name="binary", labelled=True, two_classes=True, probabilistic=True, paradigms=_FROM_LABELS,
        outputs=_CLASS_OUTPUTS, usual_metric="pr_auc",
        baselines=("constant", "majority", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="multiclass", labelled=True, several_classes=True, probabilistic=True, orderable=True,
        paradigms=_FROM_LABELS, outputs=_CLASS_OUTPUTS, usual_metric="f1_macro",
        baselines=("constant", "majority", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="multilabel", labelled=True, overlapping=True, probabilistic=True, paradigms=_FROM_LABELS,
        outputs=_CLASS_OUTPUTS,
        baselines=("constant", "majority", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="hierarchical", labelled=True, several_classes=True, tree=True, paradigms=_FROM_LABELS,
        outputs=_CLASS_OUTPUTS,
        baselines=("constant", "majority", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="regression", labelled=True, numeric=True, orderable=True, paradigms=_FROM_LABELS,
        outputs=("value", "interval", "class", "probability"), usual_metric="mae",
        baselines=("constant", "heuristic", "linear", "previous", "human"),
    ),
    TaskKind(
        name="ranking", labelled=True, ranked=True, grouped=True, paradigms=_FROM_LABELS,
        outputs=("ranking", "score"),
        baselines=("constant", "heuristic", "linear", "popularity", "random", "previous", "human"),
    ),
    TaskKind(
        name="recommendation", ranked=True, personal=True, outputs=("ranking", "score"),
        baselines=("constant", "heuristic", "popularity", "random", "previous", "human"),
    ),
    TaskKind(
        name="clustering", partitions=True, paradigms=("unsupervised",),
        outputs=(*_CLASS_OUTPUTS, "embedding"),
    ),
    TaskKind(
        name="dimensionality_reduction", compresses=True, paradigms=("unsupervised", "self_supervised"),
        outputs=("embedding",), baselines=("constant", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="representation", compresses=True, outputs=("embedding",),
        paradigms=("self_supervised", "unsupervised", "semi_supervised"),
        baselines=("constant", "majority", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="anomaly", rare_positives=True, outputs=_CLASS_OUTPUTS,
        baselines=("constant", "heuristic", "linear", "random", "previous", "human"),
    ),
    TaskKind(
        name="forecasting", labelled=True, numeric=True, temporal=True, paradigms=_FROM_LABELS,
        outputs=("value", "interval"),
        baselines=("constant", "heuristic", "linear", "seasonal_naive", "previous", "human"),
    ),
    TaskKind(name="policy", acts=True, paradigms=("reinforcement",), outputs=("action", "score")),
)  # fmt: skip

TASK_KINDS: Final[Mapping[str, TaskKind]] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""The types of tasks by name, in the order of the documentation."""


def names_of(asks: Asks) -> tuple[str, ...]:
    """Return the names of the types of tasks that ``asks`` says yes to."""
    return tuple(name for name, kind in TASK_KINDS.items() if asks(kind))


ALSO_CALLED: Final = {
    "classification": ("binary", "multiclass", "multilabel"),
    "classifier": ("binary", "multiclass", "multilabel"),
    "multi_class": ("multiclass",),
    "multi_label": ("multilabel",),
    "time_series": ("forecasting",),
    "timeseries": ("forecasting",),
    "prediction": ("binary", "regression"),
    "anomaly_detection": ("anomaly",),
    "outlier_detection": ("anomaly",),
    "fraud_detection": ("anomaly", "binary"),
    "recommender": ("recommendation",),
    "learning_to_rank": ("ranking",),
    "search": ("ranking",),
    "segmentation": ("clustering",),
    "embedding": ("representation",),
    "embeddings": ("representation",),
    "pca": ("dimensionality_reduction",),
    "bandit": ("policy",),
    "reinforcement_learning": ("policy",),
}
"""Words of the field that are no type here, with the types that may be meant."""
