"""``experiment``: how the effect on the business is shown."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.metadata import SystemName
from mlsys.spec.quantities import Duration, Rate
from mlsys.spec.types import Interval, Level, Named, OpenRatio, PositiveNumber, Ratio, Text


class MinimumEffect(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """The smallest effect that the experiment can show."""

    relative: Annotated[
        Ratio | None, Meaning("Relative to the rate without the model.", unit="ratio", tighten=Tighten.LOWER)
    ] = None
    absolute: Annotated[Level | None, Meaning("In the unit of the metric.", tighten=Tighten.LOWER)] = None


class Experiment(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """How the effect on the business is shown."""

    type: Annotated[
        Literal["none", "shadow", "interleaving", "switchback", "ab"],
        Meaning(
            "Kind of the experiment.",
            merge=Merge.OVERRIDE,
            choices={
                "none": "none",
                "shadow": "the model runs beside, its answers are not used",
                "interleaving": "both models' items in one list",
                "switchback": "the arms take turns in time",
                "ab": "units are divided at random",
            },
        ),
    ]
    name: Annotated[
        SystemName | None,
        Meaning(
            "What people call it. Another name divides the units anew, so each experiment has its own.",
            merge=Merge.OVERRIDE,
            example="ad-show-7",
        ),
    ] = None
    unit: Annotated[
        Text | None, Meaning("What is divided at random.", tighten=Tighten.EQUAL, example="customer")
    ] = None
    analysis_unit: Annotated[
        Text | None, Meaning("What the metric averages over; unset: the unit.", tighten=Tighten.EQUAL)
    ] = None
    metric: Annotated[
        Text | None,
        Meaning("The business metric that decides.", refers="objectives.business", tighten=Tighten.EQUAL),
    ] = None
    baseline_rate: Annotated[
        OpenRatio | None, Meaning("Rate of the metric without the model.", unit="ratio", merge=Merge.OVERRIDE)
    ] = None
    baseline_mean: Annotated[
        Level | None, Meaning("For metrics that are means: the mean without the model.", merge=Merge.OVERRIDE)
    ] = None
    standard_deviation: Annotated[
        PositiveNumber | None,
        Meaning("For metrics that are means: their standard deviation between units.", merge=Merge.OVERRIDE),
    ] = None
    mde: Annotated[MinimumEffect | None, Meaning("The smallest effect that can be shown.")] = None
    power: Annotated[
        OpenRatio,
        Meaning("Probability of showing an effect of that size.", unit="ratio", tighten=Tighten.HIGHER),
    ] = 0.8
    alpha: Annotated[
        OpenRatio,
        Meaning(
            "Probability of showing an effect that is not there (two-sided).",
            unit="ratio",
            tighten=Tighten.LOWER,
        ),
    ] = 0.05
    traffic: Annotated[
        Rate | None, Meaning("New units that enter the experiment.", unit="rate", merge=Merge.OVERRIDE)
    ] = None
    max_duration: Annotated[
        Interval | None,
        Meaning("When the experiment ends at the latest.", unit="duration", tighten=Tighten.LOWER),
    ] = None
    outcome_window: Annotated[
        Duration | None,
        Meaning(
            "Time after entry in which the outcome of a unit is counted.",
            unit="duration",
            merge=Merge.OVERRIDE,
        ),
    ] = None
    arms: Annotated[
        Named[Ratio], Meaning("Shares of the arms; unset: half and half.", unit="ratio", merge=Merge.OVERRIDE)
    ] = Field(default_factory=dict)
    guardrails: Annotated[
        tuple[str, ...],
        Meaning(
            "Guardrails that end the experiment.", refers="objectives.guardrails", tighten=Tighten.SUPERSET
        ),
    ] = ()
    stop_rule: Annotated[
        Literal["when_significant", "fixed_horizon", "sequential", "bayesian"] | None,
        Meaning(
            "When the experiment ends.",
            tighten=Tighten.EQUAL,
            choices={
                "when_significant": "as soon as the p-value is small; inflates false findings",
                "fixed_horizon": "when the planned sample is complete",
                "sequential": "by a sequential test, which may be looked at any time",
                "bayesian": "when the expected loss of the choice is small",
            },
        ),
    ] = None
    variance_reduction: Annotated[
        Ratio,
        Meaning(
            "Share of the variance that pre-experiment data explain (CUPED).",
            unit="ratio",
            merge=Merge.OVERRIDE,
        ),
    ] = 0.0
