"""``baseline``: what a model must beat; also what answers when the model cannot."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import Branching, Impact, Meaning
from mlsys.spec.metrics import Subset
from mlsys.spec.types import Columns, Level, LevelOrText, Text


class Baseline(Branching, impact=Impact.REGATE, tag="kind"):
    """Something simple that solves the problem as well, more or less."""

    kind: Annotated[
        Literal[
            "constant",
            "majority",
            "heuristic",
            "linear",
            "seasonal_naive",
            "popularity",
            "random",
            "previous",
            "human",
        ],
        Meaning(
            "What the baseline is.",
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
        ),
    ]
    rule: Annotated[
        Text | None,
        Meaning(
            "A condition or value over the features, in the safe expression language.",
            only=("heuristic",),
            needed_for=("heuristic",),
            example="contract == 'Month-to-month' and tenure < 12",
        ),
    ] = None
    value: Annotated[
        LevelOrText | None,
        Meaning("The constant; unset: the mean or prior of the training rows.", only=("constant",)),
    ] = None
    ref: Annotated[
        Text | None,
        Meaning("Where the previous model or the measurement is found.", only=("previous", "human")),
    ] = None
    scores: Annotated[
        Columns[Level],
        Meaning(
            "Known values of metrics, where the baseline cannot be run.",
            only=("previous", "human"),
            refers="metrics",
        ),
    ] = Field(default_factory=dict)
    metric: Annotated[
        Text | None, Meaning("The metric it is compared by; unset: the optimised one.", refers="metrics")
    ] = None
    subset: Annotated[Subset, Meaning("The rows on which it is compared.", since="v1alpha2")] = "test"
    description: Annotated[Text | None, Meaning("Where the baseline comes from.", impact=Impact.DOC)] = None
