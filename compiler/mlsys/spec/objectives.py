"""``objectives``: why the system exists, in the words and numbers of the business."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import MoneyRate
from mlsys.spec.ranges import Figure
from mlsys.spec.types import Day, Interval, Level, Named, Ratio, Text

Direction: TypeAlias = Literal["increase", "decrease"]
Evidence: TypeAlias = Literal["assumed", "historical", "experiment"]


class Target(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """How far a business metric should move, and by when."""

    absolute: Annotated[
        Figure | None,
        Meaning("The value to reach, in the unit of the metric.", unit="figure", tighten=Tighten.EQUAL),
    ] = None
    relative: Annotated[
        Ratio | None,
        Meaning(
            "The change to reach, relative to the current value and in the wanted direction.",
            unit="ratio",
            tighten=Tighten.HIGHER,
        ),
    ] = None
    by: Annotated[
        Day | None, Meaning("The day by which to reach it.", unit="date", tighten=Tighten.LOWER)
    ] = None


class BusinessObjective(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """A number that the business watches and that the system should move."""

    metric: Annotated[Text, Meaning("What is measured, in the words of the business.", tighten=Tighten.EQUAL)]
    unit: Annotated[Text | None, Meaning("Unit of the metric.", tighten=Tighten.EQUAL, example="ratio")] = (
        None
    )
    direction: Annotated[Direction | None, Meaning("The direction that is good.", tighten=Tighten.EQUAL)] = (
        None
    )
    current: Annotated[Figure | None, Meaning("Its value today.", unit="figure", merge=Merge.OVERRIDE)] = None
    target: Annotated[Target | None, Meaning("How far it should move, and by when.")] = None
    minimum_effect: Annotated[
        Ratio | None,
        Meaning(
            "The smallest relative change that is worth shipping a model for.",
            unit="ratio",
            tighten=Tighten.HIGHER,
        ),
    ] = None
    source: Annotated[
        Text | None, Meaning("Where the number comes from: a table, a dashboard.", merge=Merge.OVERRIDE)
    ] = None
    event: Annotated[
        Text | None,
        Meaning(
            "The event that makes the money; compared with the event that the label records.",
            tighten=Tighten.EQUAL,
            example="ad_clicked",
        ),
    ] = None
    lever: Annotated[
        Literal["revenue", "conversion", "cost", "retention", "satisfaction", "engagement", "risk"] | None,
        Meaning(
            "By what the system helps: directly (revenue, conversion, cost) or indirectly.",
            merge=Merge.OVERRIDE,
            impact=Impact.DOC,
        ),
    ] = None
    value_per_year: Annotated[
        MoneyRate | None,
        Meaning(
            "What reaching the target is worth.", unit="money/time", merge=Merge.OVERRIDE, impact=Impact.DOC
        ),
    ] = None


class Link(Section, impact=Impact.MONITOR):
    """The belief that a better model moves the business: from an ML metric to a business objective."""

    ml: Annotated[Text, Meaning("The ML metric.", refers="metrics")]
    business: Annotated[Text, Meaning("The business objective.", refers="objectives.business")]
    elasticity: Annotated[
        Level | None, Meaning("Relative change of the business metric per relative change of the ML metric.")
    ] = None
    expected_gain: Annotated[
        Level | None, Meaning("Gain of the ML metric over the baseline that is expected.")
    ] = None
    evidence: Annotated[
        Evidence,
        Meaning(
            "What the link rests on.",
            choices={
                "assumed": "nobody has checked",
                "historical": "both moved together in the past",
                "experiment": "a randomised experiment showed it",
            },
        ),
    ] = "assumed"
    ref: Annotated[Text | None, Meaning("Where the evidence is written down.")] = None


class Guardrail(Section, merge=Merge.MEET, impact=Impact.REEXPERIMENT):
    """A number that must not suffer while the objective improves."""

    metric: Annotated[Text, Meaning("What is measured.", tighten=Tighten.EQUAL)]
    direction: Annotated[Direction, Meaning("The direction that is good.", tighten=Tighten.EQUAL)]
    max_regression: Annotated[
        Ratio | None,
        Meaning("The relative worsening that is still accepted.", unit="ratio", tighten=Tighten.LOWER),
    ] = None
    current: Annotated[Figure | None, Meaning("Its value today.", unit="figure", merge=Merge.OVERRIDE)] = None
    source: Annotated[Text | None, Meaning("Where the number comes from.", merge=Merge.OVERRIDE)] = None


class Review(Section, merge=Merge.MEET):
    """When the project is judged, and what ends it."""

    every: Annotated[Interval, Meaning("Time between reviews.", unit="duration", tighten=Tighten.LOWER)]
    stop_if: Annotated[
        Text | None,
        Meaning("The condition under which the project is stopped or scoped anew.", tighten=Tighten.EQUAL),
    ] = None


class Objectives(Section):
    """Why the system exists."""

    problem: Annotated[
        Text | None, Meaning("The problem that is solved, in plain words.", merge=Merge.FIXED)
    ] = None
    business: Annotated[
        Named[BusinessObjective],
        Meaning(
            "The business metrics that the system should move.",
            merge=Merge.MEET,
            tighten=Tighten.SUPERSET,
            impact=Impact.REEXPERIMENT,
        ),
    ] = Field(default_factory=dict)
    links: Annotated[
        tuple[Link, ...], Meaning("How ML metrics and business metrics hang together.", impact=Impact.MONITOR)
    ] = ()
    guardrails: Annotated[
        Named[Guardrail],
        Meaning(
            "What must not get worse.", merge=Merge.MEET, tighten=Tighten.SUPERSET, impact=Impact.REEXPERIMENT
        ),
    ] = Field(default_factory=dict)
    review: Annotated[
        Review | None, Meaning("When the project is judged, and what ends it.", merge=Merge.MEET)
    ] = None
