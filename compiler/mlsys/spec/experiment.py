"""``experiment``: how the effect on the business is shown."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.metadata import SystemName
from mlsys.spec.quantities import Duration, Rate
from mlsys.spec.types import Interval, Level, Limits, Named, OpenRatio, Ratio, Text


class MinimumEffect(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """The smallest effect that the experiment can show."""

    relative: Ratio | None = field(
        None, doc="Relative to the rate without the model.", unit="ratio", tighten=Tighten.LOWER
    )
    absolute: Level | None = field(None, doc="In the unit of the metric.", tighten=Tighten.LOWER)


class Experiment(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """How the effect on the business is shown."""

    type: Literal["none", "shadow", "interleaving", "switchback", "ab"] = field(
        doc="Kind of the experiment.",
        merge=Merge.OVERRIDE,
        choices={
            "none": "none",
            "shadow": "the model runs beside, its answers are not used",
            "interleaving": "both models' items in one list",
            "switchback": "the arms take turns in time",
            "ab": "units are divided at random",
        },
    )
    name: SystemName | None = field(
        None,
        doc="What people call it. Another name divides the units anew, so each experiment has its own.",
        merge=Merge.OVERRIDE,
        example="ad-show-7",
    )
    unit: Text | None = field(
        None, doc="What is divided at random.", tighten=Tighten.EQUAL, example="customer"
    )
    analysis_unit: Text | None = field(
        None, doc="What the metric averages over; unset: the unit.", tighten=Tighten.EQUAL
    )
    metric: Text | None = field(
        None, doc="The business metric that decides.", refers="objectives.business", tighten=Tighten.EQUAL
    )
    baseline_rate: OpenRatio | None = field(
        None, doc="Rate of the metric without the model.", unit="ratio", merge=Merge.OVERRIDE
    )
    baseline_mean: Level | None = field(
        None, doc="For metrics that are means: the mean without the model.", merge=Merge.OVERRIDE
    )
    standard_deviation: Annotated[float, Limits(exclusive_minimum=0)] | None = field(
        None, doc="For metrics that are means: their standard deviation between units.", merge=Merge.OVERRIDE
    )
    mde: MinimumEffect | None = field(None, doc="The smallest effect that can be shown.")
    power: OpenRatio = field(
        0.8, doc="Probability of showing an effect of that size.", unit="ratio", tighten=Tighten.HIGHER
    )
    alpha: OpenRatio = field(
        0.05,
        doc="Probability of showing an effect that is not there (two-sided).",
        unit="ratio",
        tighten=Tighten.LOWER,
    )
    traffic: Rate | None = field(
        None, doc="New units that enter the experiment.", unit="rate", merge=Merge.OVERRIDE
    )
    max_duration: Interval | None = field(
        None, doc="When the experiment ends at the latest.", unit="duration", tighten=Tighten.LOWER
    )
    outcome_window: Duration | None = field(
        None,
        doc="Time after entry in which the outcome of a unit is counted.",
        unit="duration",
        merge=Merge.OVERRIDE,
    )
    arms: Named[Ratio] = field(
        factory=dict, doc="Shares of the arms; unset: half and half.", unit="ratio", merge=Merge.OVERRIDE
    )
    guardrails: tuple[str, ...] = field(
        (),
        doc="Guardrails that end the experiment.",
        refers="objectives.guardrails",
        tighten=Tighten.SUPERSET,
    )
    stop_rule: Literal["when_significant", "fixed_horizon", "sequential", "bayesian"] | None = field(
        None,
        doc="When the experiment ends.",
        tighten=Tighten.EQUAL,
        choices={
            "when_significant": "as soon as the p-value is small; inflates false findings",
            "fixed_horizon": "when the planned sample is complete",
            "sequential": "by a sequential test, which may be looked at any time",
            "bayesian": "when the expected loss of the choice is small",
        },
    )
    variance_reduction: Ratio = field(
        0.0,
        doc="Share of the variance that pre-experiment data explain (CUPED).",
        unit="ratio",
        merge=Merge.OVERRIDE,
    )
