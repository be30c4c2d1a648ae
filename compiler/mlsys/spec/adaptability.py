"""``requirements.adaptability``: the system follows a changing world, without interruption."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Interval, Level, Limits, Ratio, Text


class Trigger(Section, impact=Impact.MONITOR):
    """A signal that starts a retraining before its time."""

    metric: Text = field(
        doc="The signal: `prediction_drift`, `input_drift`, a metric or a staleness objective.",
        example="prediction_drift",
    )
    above: Level | None = field(None, doc="Starts above this value.")
    below: Level | None = field(None, doc="Starts below this value.")
    cooldown: Duration | None = field(None, doc="Shortest time between two starts.", unit="duration")


class Retrain(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """When a new model is trained and how long it takes to reach users."""

    cadence: Interval | None = field(
        None,
        doc="Time between trainings; unset: by trigger or by hand.",
        unit="duration",
        tighten=Tighten.LOWER,
    )
    duration: Duration | None = field(
        None, doc="Time that the training of one model takes.", unit="duration", merge=Merge.OVERRIDE
    )
    validation: Duration | None = field(
        None, doc="Time from the end of training to the verdict.", unit="duration", merge=Merge.OVERRIDE
    )
    rollout: Duration | None = field(
        None, doc="Time from the verdict until all traffic is served.", unit="duration", merge=Merge.OVERRIDE
    )
    triggers: tuple[Trigger, ...] = field((), doc="Signals that start a training.", merge=Merge.OVERRIDE)


class Continual(Section, impact=Impact.RETRAIN):
    """How the model learns from what it sees in operation."""

    mode: Literal["batch", "incremental", "online"] = field(
        "batch",
        doc="How new rows are learned.",
        choices={
            "batch": "a new model from all rows",
            "incremental": "the model is trained on with new rows",
            "online": "each labelled row changes the model",
        },
    )
    holdout: Ratio | None = field(
        None,
        doc="Share of units that the model never influences, to see what happens without it.",
        unit="ratio",
    )


class Rollback(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """How a bad release is undone."""

    max_time: Duration | None = field(
        None,
        doc="Longest time from the decision until the previous model serves.",
        unit="duration",
        tighten=Tighten.LOWER,
    )
    keep: Annotated[int, Limits(minimum=0)] | None = field(
        None, doc="Number of earlier models that are kept ready.", tighten=Tighten.HIGHER
    )


class ErrorAnalysis(Section, merge=Merge.APPEND):
    """When somebody looks at the errors."""

    every: Interval = field(doc="Time between analyses.", unit="duration", merge=Merge.OVERRIDE)
    slices: tuple[str, ...] = field((), doc="Slices that are looked at in any case.", refers="data.features")


class Adaptability(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """The system follows a changing world, without interruption."""

    interruption: Literal["allowed", "planned", "none"] | None = field(
        None,
        doc="Interruption of the service that an update may cause.",
        tighten=Tighten.LATER,
        impact=Impact.REDEPLOY,
        choices={"allowed": "any", "planned": "announced", "none": "not one failed request"},
    )
    max_staleness: Interval | None = field(
        None, doc="Greatest age of the youngest training row of the model that serves.", unit="duration",
        tighten=Tighten.LOWER,
    )  # fmt: skip
    retrain: Retrain | None = field(None, doc="When a new model is trained.")
    continual: Continual | None = field(
        None, doc="How the model learns in operation.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN
    )
    rollback: Rollback | None = field(None, doc="How a bad release is undone.", impact=Impact.REDEPLOY)
    error_analysis: ErrorAnalysis | None = field(
        None, doc="When somebody looks at the errors.", merge=Merge.APPEND, impact=Impact.DOC
    )
