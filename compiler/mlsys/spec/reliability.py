"""``requirements.reliability``: the right answer, at the promised level, also when things break."""

from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.types import (
    Flag,
    Interval,
    Level,
    LevelOrText,
    Named,
    NonNegative,
    OpenRatio,
    PartyName,
    Positive,
    Ratio,
    Text,
)


class SloBase(Section, merge=Merge.MEET, impact=Impact.MONITOR, tag="sli"):
    """A service-level objective: the share of good events that is promised over a window."""

    @classmethod
    def variants(cls) -> list[type[Section]]:
        """Return the kinds of objectives."""
        return list(SLOS) if cls is SloBase else []

    objective: Annotated[
        OpenRatio, Meaning("Share of good events.", unit="ratio", tighten=Tighten.HIGHER, example="99.9%")
    ]
    window: Annotated[
        Interval, Meaning("Time over which the share is counted.", unit="duration", tighten=Tighten.EQUAL)
    ] = Duration(30 * 86_400.0, "30d")
    description: Annotated[
        Text | None, Meaning("What the promise means to users.", merge=Merge.OVERRIDE, impact=Impact.DOC)
    ] = None
    owner: Annotated[
        PartyName | None,
        Meaning("The team that answers for it.", refers="stakeholders", merge=Merge.OVERRIDE),
    ] = None


class AvailabilitySlo(SloBase):
    """Share of requests that get an answer."""

    sli: Annotated[Literal["availability"], Meaning("What a good event is.", tighten=Tighten.EQUAL)]


class LatencySlo(SloBase):
    """Share of requests that are answered in time."""

    sli: Annotated[Literal["latency"], Meaning("What a good event is.", tighten=Tighten.EQUAL)]
    threshold: Annotated[
        Interval, Meaning("An answer is in time up to here.", unit="duration", tighten=Tighten.LOWER)
    ]


class StalenessSlo(SloBase):
    """Share of time in which the model is young enough."""

    sli: Annotated[Literal["staleness"], Meaning("What a good event is.", tighten=Tighten.EQUAL)]
    threshold: Annotated[
        Interval,
        Meaning("Greatest age of the youngest training row.", unit="duration", tighten=Tighten.LOWER),
    ]


class QualitySlo(SloBase):
    """Share of evaluations, on rows whose labels have arrived, in which a metric is good enough."""

    sli: Annotated[Literal["quality"], Meaning("What a good event is.", tighten=Tighten.EQUAL)]
    metric: Annotated[Text, Meaning("The metric.", refers="metrics", tighten=Tighten.EQUAL)]
    threshold: Annotated[
        Level,
        Meaning("The value that is good enough, in the good direction of the metric.", tighten=Tighten.EQUAL),
    ]


class CoverageSlo(SloBase):
    """Share of predictions that the model made itself, not the fallback."""

    sli: Annotated[Literal["coverage"], Meaning("What a good event is.", tighten=Tighten.EQUAL)]


Slo: TypeAlias = Annotated[
    AvailabilitySlo | LatencySlo | StalenessSlo | QualitySlo | CoverageSlo, Field(discriminator="sli")
]

SLOS: tuple[type[SloBase], ...] = get_args(get_args(Slo)[0])


class Fallback(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What answers when the model does not."""

    use: Annotated[
        Text,
        Meaning(
            "A baseline, `cached` (the last prediction of the entity) or `default`.",
            refers="baseline",
            tighten=Tighten.EQUAL,
            example="rule_of_thumb",
        ),
    ]
    value: Annotated[LevelOrText | None, Meaning("For `default`: the answer.", merge=Merge.OVERRIDE)] = None
    timeout: Annotated[
        Duration | None,
        Meaning(
            "How long the model may take before the fallback answers.", unit="duration", tighten=Tighten.LOWER
        ),
    ] = None


class Dependency(Section, impact=Impact.REDEPLOY):
    """A service without which a request cannot be answered."""

    availability: Annotated[Ratio, Meaning("Its promised availability.", unit="ratio")]
    timeout: Annotated[Duration | None, Meaning("How long it may take.", unit="duration")] = None
    cached: Annotated[Flag, Meaning("Whether answers survive its failure from a cache.")] = False
    owner: Annotated[Text | None, Meaning("Who runs it.", impact=Impact.DOC)] = None


class DriftCheck(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """When a distribution counts as changed."""

    test: Annotated[
        Literal["psi", "ks", "wasserstein", "jensen_shannon", "chi2"],
        Meaning("The statistic.", merge=Merge.OVERRIDE),
    ] = "psi"
    threshold: Annotated[
        Level | None,
        Meaning(
            "Value of the statistic from which the distribution counts as changed.", tighten=Tighten.LOWER
        ),
    ] = None
    alpha: Annotated[
        Ratio | None,
        Meaning("For tests with a p-value: level of significance.", unit="ratio", tighten=Tighten.HIGHER),
    ] = None


class LabelProxy(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """A signal that comes sooner than the label and should move with it."""

    signal: Annotated[Text, Meaning("The signal.", tighten=Tighten.EQUAL, example="retention desk overrides")]
    min: Annotated[Level | None, Meaning("Lowest normal value.", tighten=Tighten.HIGHER)] = None
    max: Annotated[Level | None, Meaning("Highest normal value.", tighten=Tighten.LOWER)] = None


class SyntheticCheck(Section, impact=Impact.MONITOR):
    """A known record that is scored again and again; another answer means a fault."""

    every: Annotated[Interval, Meaning("Time between two probes.", unit="duration")]
    tolerance: Annotated[Level, Meaning("Greatest difference from the known answer.")] = 0.0


class SilentFailure(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """How wrong answers are noticed while there are no labels."""

    prediction_drift: Annotated[DriftCheck | None, Meaning("Watches the distribution of predictions.")] = None
    input_drift: Annotated[DriftCheck | None, Meaning("Watches the distribution of each feature.")] = None
    label_proxy: Annotated[
        LabelProxy | None, Meaning("Watches a signal that comes sooner than the label.")
    ] = None
    absent: Annotated[
        Interval | None,
        Meaning("Alerts when no prediction was made for this long.", unit="duration", tighten=Tighten.LOWER),
    ] = None
    synthetic_check: Annotated[
        SyntheticCheck | None,
        Meaning("Scores a known record again and again.", merge=Merge.OVERRIDE, since="v1alpha2"),
    ] = None


class Reliability(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """The right answer, at the promised level, also when things break."""

    slos: Annotated[
        Named[Slo], Meaning("Service-level objectives.", tighten=Tighten.SUPERSET, impact=Impact.MONITOR)
    ] = Field(default_factory=dict)
    fallback: Annotated[Fallback | None, Meaning("What answers when the model does not.")] = None
    on_invalid_input: Annotated[
        Literal["impute", "fallback", "reject"] | None,
        Meaning(
            "What happens to a record that breaks the data contract.",
            tighten=Tighten.LATER,
            choices={
                "impute": "missing and impossible values are replaced, and counted",
                "fallback": "the fallback answers",
                "reject": "422 with field and reason",
            },
        ),
    ] = None
    retries: Annotated[
        NonNegative | None,
        Meaning("How often a failed call is repeated within a request.", merge=Merge.OVERRIDE),
    ] = None
    dependencies: Annotated[
        Named[Dependency],
        Meaning("Services without which a request cannot be answered.", merge=Merge.OVERRIDE),
    ] = Field(default_factory=dict)
    silent_failure: Annotated[
        SilentFailure, Meaning("How wrong answers are noticed without labels.", impact=Impact.MONITOR)
    ] = DEFAULTS
    max_records: Annotated[
        Positive | None,
        Meaning("Most records in one request; unset: 1,000.", merge=Merge.OVERRIDE, unit="records"),
    ] = None
