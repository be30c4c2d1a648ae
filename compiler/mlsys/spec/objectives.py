"""``objectives``: why the system exists, in the words and numbers of the business."""

from datetime import date
from typing import Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import MoneyRate
from mlsys.spec.ranges import Figure
from mlsys.spec.types import Interval, Level, Named, Ratio, Text

Direction: TypeAlias = Literal["increase", "decrease"]
Evidence: TypeAlias = Literal["assumed", "historical", "experiment"]


class Target(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """How far a business metric should move, and by when."""

    absolute: Figure | None = field(
        None, doc="The value to reach, in the unit of the metric.", unit="figure", tighten=Tighten.EQUAL
    )
    relative: Ratio | None = field(
        None,
        doc="The change to reach, relative to the current value and in the wanted direction.",
        unit="ratio",
        tighten=Tighten.HIGHER,
    )
    by: date | None = field(None, doc="The day by which to reach it.", unit="date", tighten=Tighten.LOWER)


class BusinessObjective(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """A number that the business watches and that the system should move."""

    metric: Text = field(doc="What is measured, in the words of the business.", tighten=Tighten.EQUAL)
    unit: Text | None = field(None, doc="Unit of the metric.", tighten=Tighten.EQUAL, example="ratio")
    direction: Direction | None = field(None, doc="The direction that is good.", tighten=Tighten.EQUAL)
    current: Figure | None = field(None, doc="Its value today.", unit="figure", merge=Merge.OVERRIDE)
    target: Target | None = field(None, doc="How far it should move, and by when.")
    minimum_effect: Ratio | None = field(
        None,
        doc="The smallest relative change that is worth shipping a model for.",
        unit="ratio",
        tighten=Tighten.HIGHER,
    )
    source: Text | None = field(
        None, doc="Where the number comes from: a table, a dashboard.", merge=Merge.OVERRIDE
    )
    event: Text | None = field(
        None,
        doc="The event that makes the money; compared with the event that the label records.",
        tighten=Tighten.EQUAL,
        example="ad_clicked",
    )
    lever: (
        Literal["revenue", "conversion", "cost", "retention", "satisfaction", "engagement", "risk"] | None
    ) = field(
        None,
        doc="By what the system helps: directly (revenue, conversion, cost) or indirectly.",
        merge=Merge.OVERRIDE,
        impact=Impact.DOC,
    )
    value_per_year: MoneyRate | None = field(
        None,
        doc="What reaching the target is worth.",
        unit="money/time",
        merge=Merge.OVERRIDE,
        impact=Impact.DOC,
    )


class Link(Section, impact=Impact.MONITOR):
    """The belief that a better model moves the business: from an ML metric to a business objective."""

    ml: Text = field(doc="The ML metric.", refers="metrics")
    business: Text = field(doc="The business objective.", refers="objectives.business")
    elasticity: Level | None = field(
        None, doc="Relative change of the business metric per relative change of the ML metric."
    )
    expected_gain: Level | None = field(None, doc="Gain of the ML metric over the baseline that is expected.")
    evidence: Evidence = field(
        "assumed",
        doc="What the link rests on.",
        choices={
            "assumed": "nobody has checked",
            "historical": "both moved together in the past",
            "experiment": "a randomised experiment showed it",
        },
    )
    ref: Text | None = field(None, doc="Where the evidence is written down.")


class Guardrail(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """A number that must not suffer while the objective improves."""

    metric: Text = field(doc="What is measured.", tighten=Tighten.EQUAL)
    direction: Direction = field(doc="The direction that is good.", tighten=Tighten.EQUAL)
    max_regression: Ratio | None = field(
        None, doc="The relative worsening that is still accepted.", unit="ratio", tighten=Tighten.LOWER
    )
    current: Figure | None = field(None, doc="Its value today.", unit="figure", merge=Merge.OVERRIDE)
    source: Text | None = field(None, doc="Where the number comes from.", merge=Merge.OVERRIDE)


class Review(Section, merge=Merge.MEET):
    """When the project is judged, and what ends it."""

    every: Interval = field(doc="Time between reviews.", unit="duration", tighten=Tighten.LOWER)
    stop_if: Text | None = field(
        None, doc="The condition under which the project is stopped or scoped anew.", tighten=Tighten.EQUAL
    )


class Objectives(Section):
    """Why the system exists."""

    problem: Text | None = field(None, doc="The problem that is solved, in plain words.", merge=Merge.FIXED)
    business: Named[BusinessObjective] = field(
        factory=dict,
        doc="The business metrics that the system should move.",
        merge=Merge.MEET,
        tighten=Tighten.SUPERSET,
        impact=Impact.REEXPERIMENT,
    )
    links: tuple[Link, ...] = field(
        (), doc="How ML metrics and business metrics hang together.", impact=Impact.MONITOR
    )
    guardrails: Named[Guardrail] = field(
        factory=dict,
        doc="What must not get worse.",
        merge=Merge.MEET,
        tighten=Tighten.SUPERSET,
        impact=Impact.REEXPERIMENT,
    )
    review: Review | None = field(None, doc="When the project is judged, and what ends it.", merge=Merge.MEET)
