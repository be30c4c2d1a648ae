"""Classification and regression."""

import math
from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section
from mlsys.spec.framing import TaskBase
from mlsys.spec.ranges import Bounds
from mlsys.spec.task_kinds import CLASS_BASELINES, CLASS_OUTPUTS, FROM_LABELS, TaskKind
from mlsys.spec.task_parts import Abstain, TreeSource
from mlsys.spec.types import Columns, Flag, Level, Named, Positive, Ratio, Text

ClassificationLoss: TypeAlias = Literal["log_loss", "bce", "cross_entropy", "focal", "hinge"]


class BinaryTask(TaskBase):
    """Yes or no: one of two classes."""

    kind = TaskKind(
        labelled=True,
        two_classes=True,
        probabilistic=True,
        paradigms=FROM_LABELS,
        outputs=CLASS_OUTPUTS,
        baselines=CLASS_BASELINES,
        also_called=("classification", "classifier", "prediction", "fraud_detection"),
    )
    type: Annotated[Literal["binary"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    classes: Annotated[
        tuple[str, ...] | None,
        Meaning("The two values of the label column.", impact=Impact.API_BREAK, example=["No", "Yes"]),
    ] = None
    positive_class: Annotated[
        Text | None,
        Meaning("The class whose probability is predicted.", impact=Impact.API_BREAK, refers="task.classes"),
    ] = None
    loss: Annotated[
        ClassificationLoss | None, Meaning("Training loss; unset: log loss.", merge=Merge.OVERRIDE)
    ] = None


class MulticlassTask(TaskBase):
    """Exactly one of several classes."""

    kind = TaskKind(
        labelled=True,
        several_classes=True,
        probabilistic=True,
        orderable=True,
        paradigms=FROM_LABELS,
        outputs=CLASS_OUTPUTS,
        baselines=CLASS_BASELINES,
        also_called=("classification", "classifier", "multi_class"),
    )
    type: Annotated[Literal["multiclass"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    classes: Annotated[
        tuple[str, ...] | None, Meaning("The values of the label column.", impact=Impact.API_BREAK)
    ] = None
    n_classes: Annotated[
        Positive | None,
        Meaning("Number of classes, where they are too many to list.", impact=Impact.API_BREAK),
    ] = None
    ordered: Annotated[
        Flag, Meaning("Whether the classes have an order, as listed.", impact=Impact.REGATE)
    ] = False
    activation: Annotated[
        Literal["softmax", "sigmoid"] | None,
        Meaning("Output activation; unset: softmax.", merge=Merge.OVERRIDE),
    ] = None
    abstain: Annotated[
        Abstain | None, Meaning("When no class is answered.", merge=Merge.OVERRIDE, impact=Impact.REDEPLOY)
    ] = None
    loss: Annotated[
        ClassificationLoss | None, Meaning("Training loss; unset: cross-entropy.", merge=Merge.OVERRIDE)
    ] = None


class MultilabelTask(TaskBase):
    """Any number of classes at once."""

    kind = TaskKind(
        labelled=True,
        overlapping=True,
        probabilistic=True,
        paradigms=FROM_LABELS,
        outputs=CLASS_OUTPUTS,
        baselines=CLASS_BASELINES,
        also_called=("classification", "classifier", "multi_label"),
    )
    type: Annotated[Literal["multilabel"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    classes: Annotated[
        tuple[str, ...] | None, Meaning("The classes, each a column or tag.", impact=Impact.API_BREAK)
    ] = None
    n_classes: Annotated[
        Positive | None,
        Meaning("Number of classes, where they are too many to list.", impact=Impact.API_BREAK),
    ] = None
    separator: Annotated[
        Text | None,
        Meaning(
            "What separates the classes in the label column; unset: one column for each class.", example="|"
        ),
    ] = None
    missing: Annotated[
        Literal["refuse", "unknown", "absent"],
        Meaning(
            "What a label means that is not there.",
            impact=Impact.RELABEL,
            choices={
                "refuse": "the row breaks the contract",
                "unknown": "nobody knows; such a label is neither learned from nor judged by",
                "absent": "the class does not hold",
            },
        ),
    ] = "refuse"
    min_labels: Annotated[
        Positive | None,
        Meaning(
            "Fewest classes in an answer; the nearest to their thresholds are added.",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
        ),
    ] = None
    max_labels: Annotated[
        Positive | None,
        Meaning(
            "Most classes in an answer; the nearest to their thresholds are dropped.",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
        ),
    ] = None
    activation: Annotated[
        Literal["softmax", "sigmoid"] | None,
        Meaning("Output activation; unset: sigmoid.", merge=Merge.OVERRIDE),
    ] = None
    loss: Annotated[
        ClassificationLoss | None,
        Meaning("Training loss; unset: binary cross-entropy for each class.", merge=Merge.OVERRIDE),
    ] = None


class HierarchyLevel(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """One level of a hierarchy of classes, from the most general down."""

    name: Annotated[Text, Meaning("Name of the level.", example="department")]
    column: Annotated[Text | None, Meaning("Column that holds the class of this level; unset: its name.")] = (
        None
    )
    classes: Annotated[tuple[str, ...], Meaning("For the top level: its classes.")] = ()
    children: Annotated[
        Columns[tuple[str, ...]],
        Meaning("For the other levels: the classes below each class of the level above."),
    ] = Field(default_factory=dict)


class Hierarchy(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """A tree of classes."""

    levels: Annotated[
        tuple[HierarchyLevel, ...],
        Field(min_length=2),
        Meaning("The levels, from the most general down; each class has exactly one parent."),
    ] = ()
    source: Annotated[TreeSource | None, Meaning("Instead of `levels`: the table that holds the tree.")] = (
        None
    )
    strategy: Annotated[
        Literal["per_parent", "per_level", "flat"],
        Meaning(
            "How the tree is learned.",
            merge=Merge.OVERRIDE,
            impact=Impact.RETRAIN,
            choices={
                "per_parent": "a classifier for each inner node",
                "per_level": "a classifier for each level",
                "flat": "one classifier for the leaves",
            },
        ),
    ] = "per_parent"
    stop_at: Annotated[
        Ratio | None,
        Meaning(
            "Answer the deepest class whose probability reaches this; unset: a leaf at any price.",
            unit="ratio",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
            programmed=True,
            since="v1alpha2",
            example="60%",
        ),
    ] = None

    @property
    def leaves(self) -> tuple[str, ...]:
        """The classes of the last level, those of one parent side by side, as the tree is read from above."""
        found = self.levels[0].classes if self.levels else ()
        for level in self.levels[1:]:
            found = tuple(child for parent in found for child in level.children.get(parent, ()))
        return found


class HierarchicalTask(TaskBase):
    """One leaf of a tree of classes."""

    kind = TaskKind(
        labelled=True,
        several_classes=True,
        tree=True,
        paradigms=FROM_LABELS,
        outputs=CLASS_OUTPUTS,
        baselines=CLASS_BASELINES,
    )
    type: Annotated[Literal["hierarchical"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    hierarchy: Annotated[Hierarchy | None, Meaning("The tree.", impact=Impact.API_BREAK)] = None
    classes: Annotated[
        tuple[str, ...] | None, Meaning("The leaves, where they are listed.", impact=Impact.API_BREAK)
    ] = None
    n_classes: Annotated[Positive | None, Meaning("Number of leaves.", impact=Impact.API_BREAK)] = None


class Buckets(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """A number told as one of several ranges: regression as ordinal classification."""

    edges: Annotated[
        tuple[Level, ...], Meaning("The inner borders, increasing; a value on a border belongs above it.")
    ] = ()
    ranges: Annotated[Named[Bounds], Meaning("Instead of edges: named ranges that follow one another.")] = (
        Field(default_factory=dict)
    )
    names: Annotated[
        tuple[str, ...], Meaning("Names of the buckets between and beside the edges, lowest first.")
    ] = ()
    open_low: Annotated[Flag, Meaning("Whether there is a bucket below the first edge.")] = True
    open_high: Annotated[Flag, Meaning("Whether there is a bucket above the last edge.")] = True

    @property
    def borders(self) -> tuple[float, ...]:
        """The borders between two buckets, increasing."""
        if self.ranges:
            return tuple(low for _, low, _ in self._ordered[1:])
        return self.edges[0 if self.open_low else 1 : None if self.open_high else -1]

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """Below and above which there is no bucket; ``None`` for an open end."""
        if self.ranges:
            low, high = self._ordered[0][1], self._ordered[-1][2]
            return None if low == -math.inf else low, None if high == math.inf else high
        return None if self.open_low else self.edges[0], None if self.open_high else self.edges[-1]

    @property
    def called(self) -> tuple[str, ...]:
        """The names of the buckets, lowest first; their ranges where they have none."""
        if self.ranges:
            return tuple(name for name, _, _ in self._ordered)
        low, high = self.ends
        limits = [f"{edge:.15g}" if edge is not None else "" for edge in (low, *self.borders, high)]
        return self.names or tuple(f"{one}..{two}" for one, two in pairwise(limits))

    def within(self, bounds: Bounds | None) -> tuple[float | None, float | None]:
        """Return the least and the greatest number that is in a bucket and in ``bounds``."""
        low, high = self.ends
        least, greatest = (bounds.low, bounds.high) if bounds is not None else (None, None)
        lows = [end for end in (low, least) if end is not None]
        highs = [end for end in (high, greatest) if end is not None]
        return max(lows, default=None), min(highs, default=None)

    @property
    def _ordered(self) -> list[tuple[str, float, float]]:
        """Names and ends of the ranges, lowest first."""
        ranges = (
            (
                name,
                -math.inf if bounds.low is None else bounds.low,
                math.inf if bounds.high is None else bounds.high,
            )
            for name, bounds in self.ranges.items()
        )
        return sorted(ranges, key=lambda found: found[1])


class RegressionTask(TaskBase):
    """A number."""

    kind = TaskKind(
        labelled=True,
        numeric=True,
        orderable=True,
        paradigms=FROM_LABELS,
        outputs=("value", "interval", "class", "probability"),
        baselines=("constant", "heuristic", "linear", "previous", "human"),
        also_called=("prediction",),
    )
    type: Annotated[Literal["regression"], Meaning("Type of the task.", impact=Impact.API_BREAK)]
    unit: Annotated[Text | None, Meaning("Unit of the number.", impact=Impact.API_BREAK, example="USD")] = (
        None
    )
    range: Annotated[
        Bounds | None,
        Meaning("Values that a prediction may take; others are clipped.", impact=Impact.API_BREAK),
    ] = None
    as_buckets: Annotated[
        Buckets | None, Meaning("Tell the number as one of several ranges.", impact=Impact.API_BREAK)
    ] = None
    loss: Annotated[
        Literal["squared", "absolute", "huber", "quantile", "poisson", "gamma", "tweedie"] | None,
        Meaning("Training loss; unset: squared.", merge=Merge.OVERRIDE),
    ] = None
    quantiles: Annotated[
        tuple[Ratio, ...], Meaning("Quantiles to predict beside the mean.", impact=Impact.API_BREAK)
    ] = ()
    intervals: Annotated[
        tuple[Ratio, ...],
        Meaning(
            "Prediction intervals by their coverage.",
            unit="ratio",
            impact=Impact.API_BREAK,
            programmed=True,
            example=["80%"],
        ),
    ] = ()
    target_transform: Annotated[
        Literal["none", "log"], Meaning("Scale on which the number is learned.", merge=Merge.OVERRIDE)
    ] = "none"
