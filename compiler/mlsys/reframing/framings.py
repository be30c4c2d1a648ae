"""The framings that a document can be brought to, and what each is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

from mlsys.spec.registry import resolve
from mlsys.spec.task_kinds import TaskKind
from mlsys.spec.tasks import TASKS

_OF_BUCKETS: Final = frozenset({"ordinal_mae", "bucket_accuracy", "qwk"})
_ONE_SCALE: Final = (frozenset({"regression", "buckets"}), frozenset({"anomaly", "binary"}))
"""Framings among which a metric of one name is a number on one scale."""


@dataclass(frozen=True, slots=True)
class Framing:
    """A way to see a problem."""

    name: str
    type: str
    """The type of its task."""
    doc: str
    lead: str
    """The metric that chooses models, unless the document optimises another one that fits."""
    baseline: str
    """The kind of its simplest baseline."""
    answers: Literal["number", "class", "labels", "score", "order"]

    @property
    def kind(self) -> TaskKind:
        """What distinguishes the type of its task."""
        return TASKS[self.type].kind

    def judges(self, metric: str, old: Framing) -> bool:
        """Whether it is judged by a metric that ``old`` was judged by; what is not known stays."""
        use = resolve(metric)
        if use is None:
            return True
        return self.type in use.entry.tasks and (
            self.name != "regression" or use.entry.name not in _OF_BUCKETS
        )

    def leads_with(self, metric: str, old: Framing) -> bool:
        """Whether a metric that was optimised stays so."""
        use = resolve(metric)
        name = metric if use is None else use.entry.name
        return self.judges(metric, old) and (self.name != "buckets" or name in _OF_BUCKETS)

    def keeps_bounds(self, old: Framing) -> bool:
        """Whether bounds that were set for ``old`` mean the same."""
        return any({self.name, old.name} <= scale for scale in _ONE_SCALE)


_TABLE: Final = (
    Framing("regression", "regression", "a number", "mae", "constant", "number"),
    Framing(
        "buckets", "regression", "a number, told as one of several ranges", "ordinal_mae", "constant",
        "number",
    ),
    Framing("binary", "binary", "yes or no", "pr_auc", "constant", "score"),
    Framing("multiclass", "multiclass", "one of several classes", "f1", "majority", "class"),
    Framing(
        "one-vs-rest", "multilabel", "yes or no for each of several classes, the surest answered", "f1_macro",
        "majority", "labels",
    ),
    Framing("multilabel", "multilabel", "any number of classes at once", "f1_macro", "majority", "labels"),
    Framing("hierarchical", "hierarchical", "one leaf of a tree", "hierarchical_f1", "majority", "class"),
    Framing("anomaly", "anomaly", "what does not fit, labels for judging alone", "pr_auc", "linear", "score"),
    Framing("ranking", "ranking", "the order of the items of a group", "ndcg@10", "random", "order"),
    Framing("forecasting", "forecasting", "later values of a series", "wape", "seasonal_naive", "number"),
)  # fmt: skip

FRAMINGS: Final[Mapping[str, Framing]] = MappingProxyType({framing.name: framing for framing in _TABLE})
"""The framings, by name."""


def framing_of(document: Mapping[str, Any]) -> Framing | None:
    """Return the framing of a document; ``None`` if there is none that could be brought to another."""
    task = document.get("task") or {}
    if task.get("type") == "regression" and task.get("as_buckets"):
        return FRAMINGS["buckets"]
    if task.get("type") == "multilabel" and task.get("separator") and task.get("max_labels") == 1:
        return FRAMINGS["one-vs-rest"]
    return FRAMINGS.get(str(task.get("type")))
