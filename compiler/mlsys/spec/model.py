"""``model``: which models are tried, and how one is chosen."""

from typing import Literal

from mlsys.spec.fields import Impact, Section, field
from mlsys.spec.metrics import EvaluationSplit
from mlsys.spec.quantities import ByteSize, Duration
from mlsys.spec.ranges import Growth
from mlsys.spec.types import Count, NonNegative, Text


class Tuning(Section, impact=Impact.RETRAIN):
    """How parameters are searched."""

    trials: NonNegative = field(0, doc="Number of settings to try; 0: none, the defaults stand.")
    metric: Text | None = field(
        None, doc="The metric to search by; unset: the optimised one.", refers="metrics"
    )
    split: EvaluationSplit = field("validation", doc="The rows to search by.")
    timeout: Duration | None = field(None, doc="When the search ends at the latest.", unit="duration")
    sampler: Literal["tpe", "random"] = field("tpe", doc="How settings are proposed.")


class Explainer(Section, impact=Impact.REDEPLOY):
    """By what means a prediction is explained."""

    method: Literal["coefficients", "tree_shap", "kernel_shap", "permutation", "lime", "attention"] = field(
        doc="The method."
    )
    mode: Literal["report", "sampled", "async", "sync"] = field(
        "report",
        doc="When explanations are computed.",
        choices={
            "report": "with the evaluation",
            "sampled": "for some requests, after the answer",
            "async": "on demand, in a second call",
            "sync": "with each answer",
        },
    )
    latency: Duration | None = field(None, doc="Mean time for one explanation.", unit="duration")


class Model(Section, impact=Impact.RETRAIN):
    """Which models are tried, and how one is chosen."""

    family: tuple[Text, ...] = field(
        (),
        doc="Families to try, simplest first; unset: what is usual for the task.",
        example=["logistic_regression", "gradient_boosting"],
    )
    selection: Literal["simplest_within_interval", "best"] = field(
        "simplest_within_interval",
        doc="How one of the families is chosen.",
        choices={
            "simplest_within_interval": "the first whose result the best one does not clearly exceed",
            "best": "the one with the best result",
        },
    )
    tuning: Tuning = field(factory=Tuning, doc="How parameters are searched.")
    calibration: Literal["auto", "none", "platt", "isotonic"] = field(
        "auto", doc="How scores become probabilities; `auto`: the better one on the validation rows, or none."
    )
    max_params: Count | None = field(None, doc="Largest number of parameters.")
    artifact_size: ByteSize | None = field(
        None, doc="Size of the model file.", unit="bytes", impact=Impact.REDEPLOY
    )
    growth: Growth = field(
        Growth(1.0),
        doc="How much larger the model becomes within the traffic horizon; multiplies memory.",
        impact=Impact.REDEPLOY,
    )
    explainer: Explainer | None = field(
        None, doc="By what means a prediction is explained.", impact=Impact.REDEPLOY
    )
    deterministic: bool | None = field(
        None, doc="Whether training on the same machine gives the same bytes; unset: as the family says."
    )
