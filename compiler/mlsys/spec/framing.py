"""What every task has in common: the question, the decision it serves, granularity and delivery."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration, Rate
from mlsys.spec.task_kinds import TaskKind
from mlsys.spec.task_parts import HumanReview, RowCosts, Unlabelled
from mlsys.spec.types import Columns, Cost, Flag, Interval, Positive, Ratio, Text

Paradigm: TypeAlias = Literal[
    "supervised", "unsupervised", "reinforcement", "self_supervised", "semi_supervised"
]

_Types: TypeAlias = list[type[Section]]


class Decision(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """What is done with a prediction."""

    action: Annotated[Text, Meaning("What somebody or something does because of the prediction.")]
    consumer: Annotated[Text | None, Meaning("Who or what consumes the prediction.")] = None
    automation: Annotated[
        Literal["advisory", "assisted", "full"],
        Meaning(
            "How much the prediction decides by itself.",
            choices={
                "advisory": "a person decides and may look at the prediction",
                "assisted": "a person confirms what the prediction proposes",
                "full": "nobody looks before the action",
            },
        ),
    ] = "advisory"


class ThresholdFrom(Section, impact=Impact.REDEPLOY):
    """A threshold that is computed on the validation rows."""

    from_: Annotated[
        Literal["cost", "f1", "precision", "recall", "alert_budget"],
        Meaning(
            "What the threshold optimises.",
            choices={
                "cost": "the declared costs are lowest",
                "f1": "F1 is highest",
                "precision": "recall is highest at the declared precision",
                "recall": "precision is highest at the declared recall",
                "alert_budget": "as many positives as the declared budget allows",
            },
        ),
    ] = Field(alias="from")
    at_least: Annotated[Ratio | None, Meaning("The precision or recall to hold.", unit="ratio")] = None


class Costs(Section, impact=Impact.REDEPLOY):
    """What the outcomes of a decision cost; money, or bare numbers for proportions."""

    false_positive: Annotated[Cost | None, Meaning("Acting on a negative.", unit="money")] = None
    false_negative: Annotated[Cost | None, Meaning("Missing a positive.", unit="money")] = None
    true_positive: Annotated[
        Cost | None, Meaning("Acting on a positive, where that costs too.", unit="money")
    ] = None
    matrix: Annotated[
        Columns[Columns[Cost]],
        Meaning("For more than two classes: cost by true class, then by predicted class.", unit="money"),
    ] = Field(default_factory=dict)


class DecisionPolicy(Section, impact=Impact.REDEPLOY):
    """How scores become decisions."""

    policy: Annotated[
        Literal["argmax", "threshold", "top_k", "expected_value"] | None,
        Meaning(
            "The rule; unset: threshold for binary, multilabel and anomaly tasks, else argmax.",
            choices={
                "argmax": "the class with the highest score",
                "threshold": "every class whose score reaches a threshold",
                "top_k": "the k highest scores",
                "expected_value": "the action with the lowest expected cost",
            },
        ),
    ] = None
    threshold: Annotated[
        Ratio | ThresholdFrom | None,
        Meaning(
            "The score from which the answer is yes, or what to compute it from; unset: from cost when costs "
            "are declared, else from F1; for multilabel tasks from what is optimised.",
            unit="ratio",
        ),
    ] = None
    thresholds: Annotated[
        Columns[Ratio], Meaning("For multilabel tasks: thresholds by class.", unit="ratio")
    ] = Field(default_factory=dict)
    k: Annotated[Positive | None, Meaning("For `top_k`: how many.")] = None
    costs: Annotated[Costs | None, Meaning("What right and wrong decisions cost.", unit="money")] = None
    row_costs: Annotated[RowCosts | None, Meaning("Columns that hold costs, where rows differ.")] = None
    capacity: Annotated[
        Rate | None,
        Meaning(
            "How many positives can be acted on; the highest scores come first.",
            unit="rate",
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
            programmed=True,
            example="200/d",
        ),
    ] = None
    review: Annotated[HumanReview | None, Meaning("Which scores a person decides.")] = None


class Granularity(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """What one prediction, one label and one unit of the metric is about."""

    predict_per: Annotated[Text | None, Meaning("What one prediction is about.", example="customer")] = None
    label_per: Annotated[Text | None, Meaning("What one label is about.")] = None
    metric_per: Annotated[Text | None, Meaning("What the metric averages over.")] = None
    aggregation: Annotated[
        Text | None,
        Meaning("How predictions are brought to the unit of labels and metric, where the three differ."),
    ] = None
    cadence: Annotated[
        Interval | None, Meaning("How often each unit gets a prediction.", unit="duration")
    ] = None


class Prediction(Section, impact=Impact.REDEPLOY):
    """How predictions are delivered."""

    mode: Annotated[
        Literal["batch", "online", "streaming", "edge"],
        Meaning(
            "How the consumer gets predictions.",
            choices={
                "batch": "a job scores a table on a schedule",
                "online": "a service answers requests",
                "streaming": "a consumer scores events as they arrive",
                "edge": "the model runs on the device",
            },
        ),
    ] = "online"
    output: Annotated[
        Literal["class", "probability", "score", "value", "ranking", "interval", "embedding", "action"]
        | None,
        Meaning("What a prediction consists of; unset: what is usual for the task.", impact=Impact.API_BREAK),
    ] = None
    freshness: Annotated[
        Duration | None,
        Meaning(
            "How old a prediction may be when the decision is taken.",
            unit="duration",
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
        ),
    ] = None


class Alternative(Section, merge=Merge.APPEND):
    """A framing that was considered and not chosen."""

    framing: Annotated[Text, Meaning("The other way to see the problem.")]
    rejected_because: Annotated[Text, Meaning("Why it was not chosen.")]


class PseudoLabel(Section, impact=Impact.RETRAIN):
    """Which of its own predictions a semi-supervised model may learn from."""

    min_confidence: Annotated[
        Ratio | None,
        Meaning("Predictions below this are not used; unset: 0.9.", unit="ratio", programmed=True),
    ] = None
    max_share: Annotated[
        Ratio | None,
        Meaning("Largest share of pseudo-labels in training; unset: 0.9.", unit="ratio", programmed=True),
    ] = None
    rounds: Annotated[
        Positive, Meaning("How often a model learns anew from its own predictions.", programmed=True)
    ] = 5
    method: Annotated[
        Literal["self_training", "label_propagation", "label_spreading", "co_training"] | None,
        Meaning("Where guesses come from; unset: self-training.", programmed=True),
    ] = None


class Pretext(Section, impact=Impact.RETRAIN):
    """What a self-supervised model is trained to do before it is useful."""

    method: Annotated[
        Literal["denoising", "masked", "contrastive", "next_step", "autoencoder"],
        Meaning("The pretext task."),
    ]
    corruption: Annotated[
        Ratio | None, Meaning("Share of the input that is masked or corrupted.", unit="ratio")
    ] = None
    views: Annotated[
        Positive | None,
        Meaning("For contrasts: how many views of a row are compared; unset: 2.", programmed=True),
    ] = None


class Downstream(Section, impact=Impact.RETRAIN):
    """The task by which a representation is judged: a probe on labelled rows."""

    task: Annotated[
        Literal["binary", "multiclass", "regression", "clustering", "ranking", "anomaly"],
        Meaning("Kind of the downstream task."),
    ]
    label: Annotated[Text | None, Meaning("Column that the probe predicts.")] = None
    metric: Annotated[Text | None, Meaning("The metric of the probe.", refers="metrics")] = None
    labels: Annotated[
        Positive, Meaning("From how many labels the probe learns.", merge=Merge.OVERRIDE, programmed=True)
    ] = 100
    frozen: Annotated[
        Flag | None,
        Meaning("Whether the embedding stays as it is while the probe learns; unset: yes.", programmed=True),
    ] = None
    consumers: Annotated[
        tuple[Text, ...],
        Meaning("Systems that read the embedding; they retrain when it changes.", programmed=True),
    ] = ()


class TaskBase(Section, merge=Merge.FIXED, impact=Impact.RETRAIN, tag="type"):
    """The problem as a machine-learning task."""

    kind: ClassVar[TaskKind]
    """What distinguishes this type of task from the others."""
    if TYPE_CHECKING:
        type: str
        """The name of the type: each class allows its own."""

    @classmethod
    def variants(cls) -> _Types:
        """Return the types of tasks."""
        from mlsys.spec.tasks import TASKS

        return list(TASKS.values()) if cls is TaskBase else []

    question: Annotated[
        Text | None, Meaning("The question that one prediction answers.", impact=Impact.DOC)
    ] = None
    intended_use: Annotated[
        Text | None, Meaning("What the predictions are for; opens the model card.", impact=Impact.DOC)
    ] = None
    out_of_scope: Annotated[
        tuple[Text, ...],
        Meaning(
            "Uses that look near but for which the model is not made.", merge=Merge.APPEND, impact=Impact.DOC
        ),
    ] = ()
    limitations: Annotated[
        tuple[Text, ...],
        Meaning("Known weaknesses, for the model card.", merge=Merge.APPEND, impact=Impact.DOC),
    ] = ()
    paradigm: Annotated[
        Paradigm | None,
        Meaning("What the model learns from; unset: what is usual for the task.", example="supervised"),
    ] = None
    decision: Annotated[
        Decision | None, Meaning("What is done with a prediction.", impact=Impact.API_BREAK)
    ] = None
    decision_policy: Annotated[
        DecisionPolicy, Meaning("How scores become decisions.", merge=Merge.OVERRIDE, impact=Impact.REDEPLOY)
    ] = DEFAULTS
    formulation: Annotated[
        Literal["erm", "min_within_variance", "max_return", "custom"] | None,
        Meaning(
            "The mathematical form; unset: what is usual for the task.",
            merge=Merge.OVERRIDE,
            choices={
                "erm": "minimise the mean loss over the rows",
                "min_within_variance": "minimise the variance within groups",
                "max_return": "maximise the expected return",
                "custom": "described in the decisions",
            },
        ),
    ] = None
    granularity: Annotated[
        Granularity,
        Meaning("What one prediction, label and unit of the metric is about.", impact=Impact.RELABEL),
    ] = DEFAULTS
    prediction: Annotated[
        Prediction, Meaning("How predictions are delivered.", merge=Merge.OVERRIDE, impact=Impact.REDEPLOY)
    ] = DEFAULTS
    alternatives: Annotated[
        tuple[Alternative, ...],
        Meaning("Other framings, and why not.", merge=Merge.APPEND, impact=Impact.DOC),
    ] = ()
    labelled_fraction: Annotated[
        Ratio | None, Meaning("Share of the rows that have a label.", unit="ratio", merge=Merge.OVERRIDE)
    ] = None
    pseudo_label: Annotated[
        PseudoLabel | None,
        Meaning("For semi-supervised learning: which own predictions to learn from.", merge=Merge.OVERRIDE),
    ] = None
    unlabelled: Annotated[
        Unlabelled | None,
        Meaning("For semi-supervised learning: the rows without a label.", merge=Merge.OVERRIDE),
    ] = None
    pretext: Annotated[
        Pretext | None,
        Meaning("For self-supervised learning: the task to pretrain on.", merge=Merge.OVERRIDE),
    ] = None
    downstream: Annotated[
        Downstream | None,
        Meaning("For representations: the task by which they are judged.", merge=Merge.OVERRIDE),
    ] = None
