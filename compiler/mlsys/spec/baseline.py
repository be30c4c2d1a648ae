"""``baseline``: what a model must beat; also what answers when the model cannot."""

from typing import Literal

from mlsys.spec.fields import Impact, Section, field
from mlsys.spec.metrics import EvaluationSplit
from mlsys.spec.types import Columns, Level, Text


class Baseline(Section, impact=Impact.REGATE, tag="kind"):
    """Something simple that solves the problem as well, more or less."""

    kind: Literal[
        "constant",
        "majority",
        "heuristic",
        "linear",
        "seasonal_naive",
        "popularity",
        "random",
        "previous",
        "human",
    ] = field(
        doc="What the baseline is.",
        choices={
            "constant": "always the same score: the mean or prior of the training rows, or `value`",
            "majority": "always the most frequent class",
            "heuristic": "a rule over the features",
            "linear": "a linear model with default settings",
            "seasonal_naive": "the value one season ago",
            "popularity": "the most popular items for everybody",
            "random": "chance",
            "previous": "the model that runs today",
            "human": "what people reach; only its scores are known",
        },
    )
    rule: Text | None = field(
        None,
        doc="A condition or value over the features, in the safe expression language.",
        only=("heuristic",),
        needed_for=("heuristic",),
        example="contract == 'Month-to-month' and tenure < 12",
    )
    value: Level | Text | None = field(
        None, doc="The constant; unset: the mean or prior of the training rows.", only=("constant",)
    )
    ref: Text | None = field(
        None, doc="Where the previous model or the measurement is found.", only=("previous", "human")
    )
    scores: Columns[Level] = field(
        factory=dict, doc="Known values of metrics, where the baseline cannot be run.",
        only=("previous", "human"), refers="metrics",
    )  # fmt: skip
    metric: Text | None = field(
        None, doc="The metric it is compared by; unset: the optimised one.", refers="metrics"
    )
    split: EvaluationSplit = field("test", doc="The rows on which it is compared.")
    description: Text | None = field(None, doc="Where the baseline comes from.", impact=Impact.DOC)
