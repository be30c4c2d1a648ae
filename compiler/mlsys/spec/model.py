"""``model``: which models are tried, and how one is chosen."""

from typing import Annotated, Literal

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Section
from mlsys.spec.metrics import Subset
from mlsys.spec.quantities import ByteSize, Duration
from mlsys.spec.ranges import Growth
from mlsys.spec.types import Count, Flag, NonNegative, Text


class Tuning(Section, impact=Impact.RETRAIN):
    """How parameters are searched."""

    trials: Annotated[NonNegative, Meaning("Number of settings to try; 0: none, the defaults stand.")] = 0
    metric: Annotated[
        Text | None, Meaning("The metric to search by; unset: the optimised one.", refers="metrics")
    ] = None
    subset: Annotated[Subset, Meaning("The rows to search by.", since="v1alpha2")] = "validation"
    timeout: Annotated[Duration | None, Meaning("When the search ends at the latest.", unit="duration")] = (
        None
    )
    sampler: Annotated[Literal["tpe", "random"], Meaning("How settings are proposed.")] = "tpe"


class Explainer(Section, impact=Impact.RETRAIN):
    """By what means a prediction is explained."""

    method: Annotated[
        Literal["coefficients", "tree_shap", "kernel_shap", "permutation", "lime", "attention"],
        Meaning("The method."),
    ]
    mode: Annotated[
        Literal["report", "sampled", "async", "sync"],
        Meaning(
            "When explanations are computed.",
            choices={
                "report": "with the evaluation",
                "sampled": "for some requests, after the answer",
                "async": "on demand, in a second call",
                "sync": "with each answer",
            },
        ),
    ] = "report"
    latency: Annotated[
        Duration | None,
        Meaning("Mean time for one explanation.", unit="duration", impact=Impact.REDEPLOY),
    ] = None


class Model(Section, impact=Impact.RETRAIN):
    """Which models are tried, and how one is chosen."""

    family: Annotated[
        tuple[Text, ...],
        Meaning(
            "Families to try, simplest first; unset: what is usual for the task.",
            example=["logistic_regression", "gradient_boosting"],
            registry="families",
        ),
    ] = ()
    selection: Annotated[
        Literal["simplest_within_interval", "best"],
        Meaning(
            "How one of the families is chosen.",
            choices={
                "simplest_within_interval": "the first whose result the best one does not clearly exceed",
                "best": "the one with the best result",
            },
        ),
    ] = "simplest_within_interval"
    tuning: Annotated[Tuning, Meaning("How parameters are searched.")] = DEFAULTS
    calibration: Annotated[
        Literal["auto", "none", "platt", "isotonic"],
        Meaning("How scores become probabilities; `auto`: the better one on the validation rows, or none."),
    ] = "auto"
    max_params: Annotated[Count | None, Meaning("Largest number of parameters.")] = None
    artifact_size: Annotated[
        ByteSize | None, Meaning("Size of the model file.", unit="bytes", impact=Impact.REDEPLOY)
    ] = None
    growth: Annotated[
        Growth,
        Meaning(
            "How much larger the model becomes within the traffic horizon; multiplies memory.",
            impact=Impact.REDEPLOY,
        ),
    ] = Growth(1.0)
    explainer: Annotated[
        Explainer | None, Meaning("By what means a prediction is explained.", programmed=True)
    ] = None
    deterministic: Annotated[
        Flag | None,
        Meaning("Whether training on the same machine gives the same bytes; unset: as the family says."),
    ] = None
