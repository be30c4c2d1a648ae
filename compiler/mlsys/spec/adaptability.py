"""``requirements.adaptability``: the system follows a changing world, without interruption."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Interval, Level, NonNegative, Ratio, Text


class Trigger(Section, impact=Impact.MONITOR):
    """A signal that starts a retraining before its time."""

    metric: Annotated[
        Text,
        Meaning(
            "The signal: `prediction_drift`, `input_drift`, a metric on known labels, or the share of the "
            "age that a staleness objective allows.",
            example="prediction_drift",
        ),
    ]
    above: Annotated[Level | None, Meaning("Starts above this value.")] = None
    below: Annotated[Level | None, Meaning("Starts below this value.")] = None
    cooldown: Annotated[Duration | None, Meaning("Shortest time between two starts.", unit="duration")] = None


class Retrain(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """When a new model is trained and how long it takes to reach users."""

    cadence: Annotated[
        Interval | None,
        Meaning(
            "Time between trainings; unset: by trigger or by hand.", unit="duration", tighten=Tighten.LOWER
        ),
    ] = None
    duration: Annotated[
        Duration | None,
        Meaning("Time that the training of one model takes.", unit="duration", merge=Merge.OVERRIDE),
    ] = None
    evaluation: Annotated[
        Duration | None,
        Meaning(
            "Time that the evaluation takes, from the end of training to the verdict.",
            unit="duration",
            merge=Merge.OVERRIDE,
            since="v1alpha2",
        ),
    ] = None
    rollout: Annotated[
        Duration | None,
        Meaning("Time from the verdict until all traffic is served.", unit="duration", merge=Merge.OVERRIDE),
    ] = None
    triggers: Annotated[
        tuple[Trigger, ...], Meaning("Signals that start a training.", merge=Merge.OVERRIDE)
    ] = ()


class Continual(Section, impact=Impact.RETRAIN):
    """How the model learns from what it sees in operation."""

    mode: Annotated[
        Literal["batch", "incremental", "online"],
        Meaning(
            "How new rows are learned.",
            choices={
                "batch": "a new model from all rows",
                "incremental": "the model is trained on with new rows",
                "online": "each labelled row changes the model",
            },
        ),
    ] = "batch"
    holdout: Annotated[
        Ratio | None,
        Meaning(
            "Share of units that the model never influences, to see what happens without it.", unit="ratio"
        ),
    ] = None


class Rollback(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """How a bad release is undone."""

    max_time: Annotated[
        Duration | None,
        Meaning(
            "Longest time from the decision until the previous model serves.",
            unit="duration",
            tighten=Tighten.LOWER,
        ),
    ] = None
    keep: Annotated[
        NonNegative | None,
        Meaning("Number of earlier models that are kept ready.", tighten=Tighten.HIGHER),
    ] = None


class ErrorAnalysis(Section, merge=Merge.APPEND):
    """When somebody looks at the errors."""

    every: Annotated[Interval, Meaning("Time between analyses.", unit="duration", merge=Merge.OVERRIDE)]
    slices: Annotated[
        tuple[str, ...], Meaning("Slices that are looked at in any case.", refers="data.features")
    ] = ()


class Adaptability(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """The system follows a changing world, without interruption."""

    interruption: Annotated[
        Literal["allowed", "planned", "none"] | None,
        Meaning(
            "Interruption of the service that an update may cause.",
            tighten=Tighten.LATER,
            impact=Impact.REDEPLOY,
            choices={"allowed": "any", "planned": "announced", "none": "not one failed request"},
        ),
    ] = None
    max_staleness: Annotated[
        Interval | None,
        Meaning(
            "Greatest age of the youngest training row of the model that serves.",
            unit="duration",
            tighten=Tighten.LOWER,
        ),
    ] = None
    retrain: Annotated[Retrain | None, Meaning("When a new model is trained.")] = None
    continual: Annotated[
        Continual | None,
        Meaning("How the model learns in operation.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN),
    ] = None
    rollback: Annotated[Rollback | None, Meaning("How a bad release is undone.", impact=Impact.REDEPLOY)] = (
        None
    )
    error_analysis: Annotated[
        ErrorAnalysis | None,
        Meaning("When somebody looks at the errors.", merge=Merge.APPEND, impact=Impact.DOC),
    ] = None
