"""``requirements.reliability``: the right answer, at the promised level, also when things break."""

from typing import Annotated, Literal, TypeAlias, get_args

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Interval, Level, Named, NonNegative, OpenRatio, Positive, Ratio, Tagged, Text


class SloBase(Section, merge=Merge.MEET, impact=Impact.MONITOR, tag="sli"):
    """A service-level objective: the share of good events that is promised over a window."""

    @classmethod
    def variants(cls) -> list[type[Section]]:
        """Return the kinds of objectives."""
        return list(SLOS) if cls is SloBase else []

    objective: OpenRatio = field(
        doc="Share of good events.", unit="ratio", tighten=Tighten.HIGHER, example="99.9%"
    )
    window: Interval = field(
        Duration(30 * 86_400.0, "30d"),
        doc="Time over which the share is counted.",
        unit="duration",
        tighten=Tighten.EQUAL,
    )
    description: Text | None = field(
        None, doc="What the promise means to users.", merge=Merge.OVERRIDE, impact=Impact.DOC
    )
    owner: Text | None = field(
        None, doc="The team that answers for it.", refers="stakeholders", merge=Merge.OVERRIDE
    )


class AvailabilitySlo(SloBase):
    """Share of requests that get an answer."""

    sli: Literal["availability"] = field(doc="What a good event is.", tighten=Tighten.EQUAL)


class LatencySlo(SloBase):
    """Share of requests that are answered in time."""

    sli: Literal["latency"] = field(doc="What a good event is.", tighten=Tighten.EQUAL)
    threshold: Interval = field(
        doc="An answer is in time up to here.", unit="duration", tighten=Tighten.LOWER
    )


class StalenessSlo(SloBase):
    """Share of time in which the model is young enough."""

    sli: Literal["staleness"] = field(doc="What a good event is.", tighten=Tighten.EQUAL)
    threshold: Interval = field(
        doc="Greatest age of the youngest training row.", unit="duration", tighten=Tighten.LOWER
    )


class QualitySlo(SloBase):
    """Share of evaluations, on rows whose labels have arrived, in which a metric is good enough."""

    sli: Literal["quality"] = field(doc="What a good event is.", tighten=Tighten.EQUAL)
    metric: Text = field(doc="The metric.", refers="metrics", tighten=Tighten.EQUAL)
    threshold: Level = field(
        doc="The value that is good enough, in the good direction of the metric.", tighten=Tighten.EQUAL
    )


class CoverageSlo(SloBase):
    """Share of predictions that the model made itself, not the fallback."""

    sli: Literal["coverage"] = field(doc="What a good event is.", tighten=Tighten.EQUAL)


Slo: TypeAlias = Annotated[
    AvailabilitySlo | LatencySlo | StalenessSlo | QualitySlo | CoverageSlo, Tagged(SloBase)
]

SLOS: tuple[type[SloBase], ...] = get_args(get_args(Slo)[0])


class Fallback(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """What answers when the model does not."""

    use: Text = field(
        doc="A baseline, `cached` (the last prediction of the entity) or `default`.",
        refers="baseline",
        tighten=Tighten.EQUAL,
        example="rule_of_thumb",
    )
    value: Level | Text | None = field(None, doc="For `default`: the answer.", merge=Merge.OVERRIDE)
    timeout: Duration | None = field(
        None,
        doc="How long the model may take before the fallback answers.",
        unit="duration",
        tighten=Tighten.LOWER,
    )


class Dependency(Section, impact=Impact.REDEPLOY):
    """A service without which a request cannot be answered."""

    availability: Ratio = field(doc="Its promised availability.", unit="ratio")
    timeout: Duration | None = field(None, doc="How long it may take.", unit="duration")
    cached: bool = field(False, doc="Whether answers survive its failure from a cache.")
    owner: Text | None = field(None, doc="Who runs it.", impact=Impact.DOC)


class DriftCheck(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """When a distribution counts as changed."""

    test: Literal["psi", "ks", "wasserstein", "jensen_shannon", "chi2"] = field(
        "psi", doc="The statistic.", merge=Merge.OVERRIDE
    )
    threshold: Level | None = field(
        None,
        doc="Value of the statistic from which the distribution counts as changed.",
        tighten=Tighten.LOWER,
    )
    alpha: Ratio | None = field(
        None, doc="For tests with a p-value: level of significance.", unit="ratio", tighten=Tighten.HIGHER
    )


class LabelProxy(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """A signal that comes sooner than the label and should move with it."""

    signal: Text = field(doc="The signal.", tighten=Tighten.EQUAL, example="retention desk overrides")
    min: Level | None = field(None, doc="Lowest normal value.", tighten=Tighten.HIGHER)
    max: Level | None = field(None, doc="Highest normal value.", tighten=Tighten.LOWER)


class CanaryInput(Section, impact=Impact.MONITOR):
    """A known record that is scored again and again; another answer means a fault."""

    every: Interval = field(doc="Time between two probes.", unit="duration")
    tolerance: Level = field(0.0, doc="Greatest difference from the known answer.")


class SilentFailure(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """How wrong answers are noticed while there are no labels."""

    prediction_drift: DriftCheck | None = field(None, doc="Watches the distribution of predictions.")
    input_drift: DriftCheck | None = field(None, doc="Watches the distribution of each feature.")
    label_proxy: LabelProxy | None = field(None, doc="Watches a signal that comes sooner than the label.")
    absent: Interval | None = field(
        None, doc="Alerts when no prediction was made for this long.", unit="duration", tighten=Tighten.LOWER
    )
    canary: CanaryInput | None = field(
        None, doc="Scores a known record again and again.", merge=Merge.OVERRIDE
    )


class Reliability(Section, merge=Merge.MEET, impact=Impact.REDEPLOY):
    """The right answer, at the promised level, also when things break."""

    slos: Named[Slo] = field(
        factory=dict, doc="Service-level objectives.", tighten=Tighten.SUPERSET, impact=Impact.MONITOR
    )
    fallback: Fallback | None = field(None, doc="What answers when the model does not.")
    on_invalid_input: Literal["impute", "fallback", "reject"] | None = field(
        None,
        doc="What happens to a record that breaks the data contract.",
        tighten=Tighten.LATER,
        choices={
            "impute": "missing and impossible values are replaced, and counted",
            "fallback": "the fallback answers",
            "reject": "422 with field and reason",
        },
    )
    retries: NonNegative | None = field(
        None, doc="How often a failed call is repeated within a request.", merge=Merge.OVERRIDE
    )
    dependencies: Named[Dependency] = field(
        factory=dict, doc="Services without which a request cannot be answered.", merge=Merge.OVERRIDE
    )
    silent_failure: SilentFailure = field(
        factory=SilentFailure, doc="How wrong answers are noticed without labels.", impact=Impact.MONITOR
    )
    max_records: Positive | None = field(
        None, doc="Most records in one request; unset: 1,000.", merge=Merge.OVERRIDE, unit="records"
    )
