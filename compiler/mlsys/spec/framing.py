"""What every task has in common: the question, the decision it serves, granularity and delivery."""

from typing import Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Columns, Cost, Interval, Positive, Ratio, Text

Paradigm: TypeAlias = Literal[
    "supervised", "unsupervised", "reinforcement", "self_supervised", "semi_supervised"
]


class Decision(Section, merge=Merge.FIXED, impact=Impact.API_BREAK):
    """What is done with a prediction."""

    action: Text = field(doc="What somebody or something does because of the prediction.")
    consumer: Text | None = field(None, doc="Who or what consumes the prediction.")
    automation: Literal["advisory", "assisted", "full"] = field(
        "advisory",
        doc="How much the prediction decides by itself.",
        choices={
            "advisory": "a person decides and may look at the prediction",
            "assisted": "a person confirms what the prediction proposes",
            "full": "nobody looks before the action",
        },
    )


class ThresholdFrom(Section, impact=Impact.REDEPLOY):
    """A threshold that is computed on the validation rows."""

    from_: Literal["cost", "f1", "precision", "recall", "alert_budget"] = field(
        alias="from",
        doc="What the threshold optimises.",
        choices={
            "cost": "the declared costs are lowest",
            "f1": "F1 is highest",
            "precision": "recall is highest at the declared precision",
            "recall": "precision is highest at the declared recall",
            "alert_budget": "as many positives as the declared budget allows",
        },
    )
    at_least: Ratio | None = field(None, doc="The precision or recall to hold.", unit="ratio")


class Costs(Section, impact=Impact.REDEPLOY):
    """What the outcomes of a decision cost; money, or bare numbers for proportions."""

    false_positive: Cost | None = field(None, doc="Acting on a negative.", unit="money")
    false_negative: Cost | None = field(None, doc="Missing a positive.", unit="money")
    true_positive: Cost | None = field(None, doc="Acting on a positive, where that costs too.", unit="money")
    matrix: Columns[Columns[Cost]] = field(
        factory=dict,
        doc="For more than two classes: cost by true class, then by predicted class.",
        unit="money",
    )


class DecisionPolicy(Section, impact=Impact.REDEPLOY):
    """How scores become decisions."""

    policy: Literal["argmax", "threshold", "top_k", "expected_value"] | None = field(
        None,
        doc="The rule; unset: threshold for binary, multilabel and anomaly tasks, else argmax.",
        choices={
            "argmax": "the class with the highest score",
            "threshold": "every class whose score reaches a threshold",
            "top_k": "the k highest scores",
            "expected_value": "the action with the lowest expected cost",
        },
    )
    threshold: Ratio | ThresholdFrom | None = field(
        None,
        doc="The score from which the answer is yes, or what to compute it from; unset: from cost when costs "
        "are declared, else from F1.",
        unit="ratio",
    )
    thresholds: Columns[Ratio] = field(
        factory=dict, doc="For multilabel tasks: thresholds by class.", unit="ratio"
    )
    k: Positive | None = field(None, doc="For `top_k`: how many.")
    costs: Costs | None = field(None, doc="What right and wrong decisions cost.", unit="money")


class Granularity(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """What one prediction, one label and one unit of the metric is about."""

    predict_per: Text | None = field(None, doc="What one prediction is about.", example="customer")
    label_per: Text | None = field(None, doc="What one label is about.")
    metric_per: Text | None = field(None, doc="What the metric averages over.")
    aggregation: Text | None = field(
        None, doc="How predictions are brought to the unit of labels and metric, where the three differ."
    )
    cadence: Interval | None = field(None, doc="How often each unit gets a prediction.", unit="duration")


class Prediction(Section, impact=Impact.REDEPLOY):
    """How predictions are delivered."""

    mode: Literal["batch", "online", "streaming", "edge"] = field(
        "online",
        doc="How the consumer gets predictions.",
        choices={
            "batch": "a job scores a table on a schedule",
            "online": "a service answers requests",
            "streaming": "a consumer scores events as they arrive",
            "edge": "the model runs on the device",
        },
    )
    output: (
        Literal["class", "probability", "score", "value", "ranking", "interval", "embedding", "action"] | None
    ) = field(
        None, doc="What a prediction consists of; unset: what is usual for the task.", impact=Impact.API_BREAK
    )
    freshness: Duration | None = field(
        None,
        doc="How old a prediction may be when the decision is taken.",
        unit="duration",
        merge=Merge.MEET,
        tighten=Tighten.LOWER,
    )


class Alternative(Section, merge=Merge.APPEND):
    """A framing that was considered and not chosen."""

    framing: Text = field(doc="The other way to see the problem.")
    rejected_because: Text = field(doc="Why it was not chosen.")


class PseudoLabel(Section, impact=Impact.RETRAIN):
    """Which of its own predictions a semi-supervised model may learn from."""

    min_confidence: Ratio | None = field(None, doc="Predictions below this are not used.", unit="ratio")
    max_share: Ratio | None = field(None, doc="Largest share of pseudo-labels in training.", unit="ratio")


class Pretext(Section, impact=Impact.RETRAIN):
    """What a self-supervised model is trained to do before it is useful."""

    method: Literal["denoising", "masked", "contrastive", "next_step", "autoencoder"] = field(
        doc="The pretext task."
    )
    corruption: Ratio | None = field(
        None, doc="Share of the input that is masked or corrupted.", unit="ratio"
    )


class Downstream(Section, impact=Impact.RETRAIN):
    """The task by which a representation is judged: a probe on labelled rows."""

    task: Literal["binary", "multiclass", "regression", "clustering", "ranking", "anomaly"] = field(
        doc="Kind of the downstream task."
    )
    label: Text | None = field(None, doc="Column that the probe predicts.")
    metric: Text | None = field(None, doc="The metric of the probe.", refers="metrics")


class TaskBase(Section, merge=Merge.FIXED, impact=Impact.RETRAIN, tag="type"):
    """The problem as a machine-learning task."""

    @classmethod
    def variants(cls) -> list[type[Section]]:
        """Return the types of tasks."""
        from mlsys.spec.task import TASKS

        return list(TASKS) if cls is TaskBase else []

    question: Text | None = field(None, doc="The question that one prediction answers.", impact=Impact.DOC)
    intended_use: Text | None = field(
        None, doc="What the predictions are for; opens the model card.", impact=Impact.DOC
    )
    out_of_scope: tuple[Text, ...] = field(
        (),
        doc="Uses that look near but for which the model is not made.",
        merge=Merge.APPEND,
        impact=Impact.DOC,
    )
    limitations: tuple[Text, ...] = field(
        (), doc="Known weaknesses, for the model card.", merge=Merge.APPEND, impact=Impact.DOC
    )
    paradigm: Paradigm | None = field(
        None, doc="What the model learns from; unset: what is usual for the task.", example="supervised"
    )
    decision: Decision | None = field(None, doc="What is done with a prediction.", impact=Impact.API_BREAK)
    decision_policy: DecisionPolicy = field(
        factory=DecisionPolicy,
        doc="How scores become decisions.",
        merge=Merge.OVERRIDE,
        impact=Impact.REDEPLOY,
    )
    formulation: Literal["erm", "min_within_variance", "max_return", "custom"] | None = field(
        None,
        doc="The mathematical form; unset: what is usual for the task.",
        merge=Merge.OVERRIDE,
        choices={
            "erm": "minimise the mean loss over the rows",
            "min_within_variance": "minimise the variance within groups",
            "max_return": "maximise the expected return",
            "custom": "described in the decisions",
        },
    )
    granularity: Granularity = field(
        factory=Granularity,
        doc="What one prediction, label and unit of the metric is about.",
        impact=Impact.RELABEL,
    )
    prediction: Prediction = field(
        factory=Prediction, doc="How predictions are delivered.", merge=Merge.OVERRIDE, impact=Impact.REDEPLOY
    )
    alternatives: tuple[Alternative, ...] = field(
        (), doc="Other framings, and why not.", merge=Merge.APPEND, impact=Impact.DOC
    )
    labelled_fraction: Ratio | None = field(
        None, doc="Share of the rows that have a label.", unit="ratio", merge=Merge.OVERRIDE
    )
    pseudo_label: PseudoLabel | None = field(
        None, doc="For semi-supervised learning: which own predictions to learn from.", merge=Merge.OVERRIDE
    )
    pretext: Pretext | None = field(
        None, doc="For self-supervised learning: the task to pretrain on.", merge=Merge.OVERRIDE
    )
    downstream: Downstream | None = field(
        None, doc="For representations: the task by which they are judged.", merge=Merge.OVERRIDE
    )
