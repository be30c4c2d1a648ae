"""``requirements.scalability``: how much there is to do now, and how much there will be."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import ByteSize, Rate
from mlsys.spec.types import Count, Interval, Limits, RateRange


class Traffic(Section, impact=Impact.REDEPLOY):
    """How many predictions are asked for: a fact, which may differ between environments either way."""

    now: Rate | None = field(None, doc="Predictions asked for today.", unit="rate", example="10k/day")
    expected: RateRange | None = field(
        None, doc="Predictions asked for within the horizon.", unit="rate", example="1M/day..10M/day"
    )
    horizon: Interval | None = field(None, doc="The time for which the expectation holds.", unit="duration")
    peak_factor: Annotated[float, Limits(minimum=1)] | None = field(
        None, doc="Traffic of the busiest minutes, as a multiple of the mean."
    )
    peak_hours: Annotated[float, Limits(exclusive_minimum=0, maximum=24)] | None = field(
        None, doc="Hours a day near the peak; the rest can do with fewer replicas.", unit="h/day"
    )
    records_per_request: Annotated[float, Limits(minimum=1)] | None = field(
        None, doc="Mean number of records in one request; unset: 1.", unit="records"
    )


class Models(Section, impact=Impact.RETRAIN):
    """How many models there are, and what they share."""

    count: Count = field(1, doc="Number of models.")
    per: Literal["tenant", "region", "product", "store", "language"] | None = field(
        None, doc="What each model is for; unset: there is one for all."
    )
    sharing: Literal["separate", "adapter", "global"] = field(
        "global",
        doc="What the models share.",
        choices={
            "separate": "nothing",
            "adapter": "all but a small part",
            "global": "everything: one model, with the tenant as a feature",
        },
    )
    loading: Literal["resident", "lazy"] = field(
        "resident",
        doc="When a model is in memory.",
        impact=Impact.REDEPLOY,
        choices={"resident": "always", "lazy": "when it was asked lately"},
    )
    resident: Count | None = field(
        None, doc="For lazy loading: most models in memory at once.", impact=Impact.REDEPLOY
    )


class LoadTest(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """The load that must be borne before a release."""

    rate: Rate | None = field(
        None,
        doc="Requests at which the latency must hold; unset: peak × 1.2.",
        unit="rate",
        tighten=Tighten.HIGHER,
    )
    duration: Interval | None = field(None, doc="For how long.", unit="duration", tighten=Tighten.HIGHER)


class Scalability(Section, impact=Impact.REDEPLOY):
    """How much there is to do now, and how much there will be."""

    traffic: Traffic = field(factory=Traffic, doc="How many predictions are asked for.")
    model_memory: ByteSize | None = field(
        None, doc="Memory that one loaded model needs.", unit="bytes", example="256MiB"
    )
    models: Models = field(factory=Models, doc="How many models there are.", impact=Impact.RETRAIN)
    load_test: LoadTest | None = field(
        None, doc="The load that must be borne before a release.", merge=Merge.MEET
    )
