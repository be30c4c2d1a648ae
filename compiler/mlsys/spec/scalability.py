"""``requirements.scalability``: how much there is to do now, and how much there will be."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import ByteSize, Rate
from mlsys.spec.types import Count, Factor, Interval, Number, PositiveCount, RateRange, Ratio


class Traffic(Section, impact=Impact.REDEPLOY):
    """How many predictions are asked for: a fact, which may differ between environments either way."""

    now: Annotated[Rate | None, Meaning("Predictions asked for today.", unit="rate", example="10k/d")] = None
    expected: Annotated[
        RateRange | None,
        Meaning("Predictions asked for within the horizon.", unit="rate", example="1M/d..10M/d"),
    ] = None
    horizon: Annotated[
        Interval | None, Meaning("The time for which the expectation holds.", unit="duration")
    ] = None
    peak_factor: Annotated[
        Factor | None,
        Meaning("Traffic of the busiest minutes, as a multiple of the mean."),
    ] = None
    peak_hours: Annotated[
        Annotated[Number, Field(gt=0, le=24)] | None,
        Meaning("Hours a day near the peak; the rest can do with fewer replicas.", unit="h/day"),
    ] = None
    records_per_request: Annotated[
        Factor | None,
        Meaning("Mean number of records in one request; unset: 1.", unit="records"),
    ] = None


class Models(Section, impact=Impact.RETRAIN):
    """How many models there are, and what they share."""

    count: Annotated[Count, Meaning("Number of models.")] = 1
    per: Annotated[
        Literal["tenant", "region", "product", "store", "language"] | None,
        Meaning("What each model is for; unset: there is one for all."),
    ] = None
    sharing: Annotated[
        Literal["separate", "adapter", "global"],
        Meaning(
            "What the models share.",
            programmed=True,
            choices={
                "separate": "nothing",
                "adapter": "all but a small part",
                "global": "everything: one model, with the tenant as a feature",
            },
        ),
    ] = "global"
    loading: Annotated[
        Literal["resident", "lazy"],
        Meaning(
            "When a model is in memory.",
            impact=Impact.REDEPLOY,
            choices={"resident": "always", "lazy": "when it was asked lately"},
        ),
    ] = "resident"
    resident: Annotated[
        Count | None, Meaning("For lazy loading: most models in memory at once.", impact=Impact.REDEPLOY)
    ] = None
    gate_quantile: Annotated[
        Ratio | None,
        Meaning(
            "The share of models that may miss the gates.",
            unit="ratio",
            impact=Impact.REGATE,
            programmed=True,
            example="5%",
        ),
    ] = None
    min_rows: Annotated[
        PositiveCount | None,
        Meaning("Fewest rows for a model of its own.", programmed=True, example=1000),
    ] = None
    fallback: Annotated[
        Literal["global", "baseline", "refuse"] | None,
        Meaning(
            "What answers where there is no model of its own.",
            impact=Impact.REDEPLOY,
            programmed=True,
            choices={
                "global": "a model of all rows",
                "baseline": "the fallback of the service",
                "refuse": "nothing: an error",
            },
        ),
    ] = None


class LoadTest(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """The load that must be borne before a release."""

    rate: Annotated[
        Rate | None,
        Meaning(
            "Requests at which the latency must hold; unset: peak × 1.2.", unit="rate", tighten=Tighten.HIGHER
        ),
    ] = None
    duration: Annotated[
        Interval | None, Meaning("For how long.", unit="duration", tighten=Tighten.HIGHER)
    ] = None


class Scalability(Section, impact=Impact.REDEPLOY):
    """How much there is to do now, and how much there will be."""

    traffic: Annotated[Traffic, Meaning("How many predictions are asked for.")] = DEFAULTS
    model_memory: Annotated[
        ByteSize | None, Meaning("Memory that one loaded model needs.", unit="bytes", example="256MiB")
    ] = None
    models: Annotated[Models, Meaning("How many models there are.", impact=Impact.RETRAIN)] = DEFAULTS
    load_test: Annotated[
        LoadTest | None, Meaning("The load that must be borne before a release.", merge=Merge.MEET)
    ] = None
