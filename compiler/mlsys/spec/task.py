"""``task``: the problem as a machine-learning task; one class for each type, told apart by ``type``."""

from typing import Annotated, Literal, TypeAlias, get_args

from mlsys.spec.fields import Impact, Merge, Section, field
from mlsys.spec.framing import TaskBase
from mlsys.spec.ranges import Bounds
from mlsys.spec.task_other import (
    AnomalyTask,
    ClusteringTask,
    DimensionalityReductionTask,
    ForecastingTask,
    PolicyTask,
    RankingTask,
    RecommendationTask,
    RepresentationTask,
)
from mlsys.spec.types import Columns, Level, Limits, Named, Positive, Ratio, Tagged, Text

ClassificationLoss: TypeAlias = Literal["log_loss", "bce", "cross_entropy", "focal", "hinge"]


class BinaryTask(TaskBase):
    """Yes or no: one of two classes."""

    type: Literal["binary"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    classes: tuple[str, ...] | None = field(
        None, doc="The two values of the label column.", impact=Impact.API_BREAK, example=["No", "Yes"]
    )
    positive_class: Text | None = field(
        None, doc="The class whose probability is predicted.", impact=Impact.API_BREAK, refers="task.classes"
    )
    loss: ClassificationLoss | None = field(None, doc="Training loss; unset: log loss.", merge=Merge.OVERRIDE)


class MulticlassTask(TaskBase):
    """Exactly one of several classes."""

    type: Literal["multiclass"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    classes: tuple[str, ...] | None = field(
        None, doc="The values of the label column.", impact=Impact.API_BREAK
    )
    n_classes: Positive | None = field(
        None, doc="Number of classes, where they are too many to list.", impact=Impact.API_BREAK
    )
    ordered: bool = field(False, doc="Whether the classes have an order, as listed.", impact=Impact.REGATE)
    activation: Literal["softmax", "sigmoid"] | None = field(
        None, doc="Output activation; unset: softmax.", merge=Merge.OVERRIDE
    )
    loss: ClassificationLoss | None = field(
        None, doc="Training loss; unset: cross-entropy.", merge=Merge.OVERRIDE
    )


class MultilabelTask(TaskBase):
    """Any number of classes at once."""

    type: Literal["multilabel"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    classes: tuple[str, ...] | None = field(
        None, doc="The classes, each a column or tag.", impact=Impact.API_BREAK
    )
    n_classes: Positive | None = field(
        None, doc="Number of classes, where they are too many to list.", impact=Impact.API_BREAK
    )
    separator: Text | None = field(
        None,
        doc="What separates the classes in the label column; unset: one column for each class.",
        example="|",
    )
    activation: Literal["softmax", "sigmoid"] | None = field(
        None, doc="Output activation; unset: sigmoid.", merge=Merge.OVERRIDE
    )
    loss: ClassificationLoss | None = field(
        None, doc="Training loss; unset: binary cross-entropy for each class.", merge=Merge.OVERRIDE
    )


class HierarchyLevel(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """One level of a hierarchy of classes, from the most general down."""

    name: Text = field(doc="Name of the level.", example="department")
    column: Text | None = field(None, doc="Column that holds the class of this level; unset: its name.")
    classes: tuple[str, ...] = field((), doc="For the top level: its classes.")
    children: Columns[tuple[str, ...]] = field(
        factory=dict, doc="For the other levels: the classes below each class of the level above."
    )


class Hierarchy(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """A tree of classes."""

    levels: Annotated[tuple[HierarchyLevel, ...], Limits(min_length=2)] = field(
        doc="The levels, from the most general down; each class has exactly one parent."
    )
    strategy: Literal["per_parent", "per_level", "flat"] = field(
        "per_parent",
        doc="How the tree is learned.",
        merge=Merge.OVERRIDE,
        impact=Impact.RETRAIN,
        choices={
            "per_parent": "a classifier for each inner node",
            "per_level": "a classifier for each level",
            "flat": "one classifier for the leaves",
        },
    )


class HierarchicalTask(TaskBase):
    """One leaf of a tree of classes."""

    type: Literal["hierarchical"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    hierarchy: Hierarchy | None = field(None, doc="The tree.", impact=Impact.API_BREAK)
    classes: tuple[str, ...] | None = field(
        None, doc="The leaves, where they are listed.", impact=Impact.API_BREAK
    )
    n_classes: Positive | None = field(None, doc="Number of leaves.", impact=Impact.API_BREAK)


class Buckets(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """A number told as one of several ranges: regression as ordinal classification."""

    edges: tuple[Level, ...] = field(
        (), doc="The inner borders, increasing; a value on a border belongs above it."
    )
    ranges: Named[Bounds] = field(factory=dict, doc="Instead of edges: named ranges that follow one another.")
    names: tuple[str, ...] = field((), doc="Names of the buckets between and beside the edges, lowest first.")
    open_low: bool = field(True, doc="Whether there is a bucket below the first edge.")
    open_high: bool = field(True, doc="Whether there is a bucket above the last edge.")


class RegressionTask(TaskBase):
    """A number."""

    type: Literal["regression"] = field(doc="Type of the task.", impact=Impact.API_BREAK)
    unit: Text | None = field(None, doc="Unit of the number.", impact=Impact.API_BREAK, example="USD")
    range: Bounds | None = field(
        None, doc="Values that a prediction may take; others are clipped.", impact=Impact.API_BREAK
    )
    as_buckets: Buckets | None = field(
        None, doc="Tell the number as one of several ranges.", impact=Impact.API_BREAK
    )
    loss: Literal["squared", "absolute", "huber", "quantile", "poisson", "gamma", "tweedie"] | None = field(
        None, doc="Training loss; unset: squared.", merge=Merge.OVERRIDE
    )
    quantiles: tuple[Ratio, ...] = field(
        (), doc="Quantiles to predict beside the mean.", impact=Impact.API_BREAK
    )
    target_transform: Literal["none", "log"] = field(
        "none", doc="Scale on which the number is learned.", merge=Merge.OVERRIDE
    )


Task: TypeAlias = Annotated[
    BinaryTask
    | MulticlassTask
    | MultilabelTask
    | HierarchicalTask
    | RegressionTask
    | RankingTask
    | RecommendationTask
    | ClusteringTask
    | DimensionalityReductionTask
    | RepresentationTask
    | AnomalyTask
    | ForecastingTask
    | PolicyTask,
    Tagged(TaskBase),
]

TASKS: tuple[type[TaskBase], ...] = get_args(get_args(Task)[0])
"""The classes of the union, in the order of the documentation."""
