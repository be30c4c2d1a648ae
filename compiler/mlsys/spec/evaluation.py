"""``evaluation``: how the verdict on a model is reached."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import DEFAULTS, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.metrics import Gate
from mlsys.spec.types import Columns, Level, NonNegative, OpenRatio, Positive, PositiveCount, Text


class MustBeat(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """By how much, and how surely, a model must beat a baseline."""

    baseline: Annotated[Text, Meaning("The baseline.", refers="baseline", tighten=Tighten.EQUAL)]
    metric: Annotated[
        Text | None, Meaning("The metric; unset: the optimised one.", refers="metrics", tighten=Tighten.EQUAL)
    ] = None
    margin: Annotated[
        Level,
        Meaning(
            "Smallest improvement, in the unit of the metric and its good direction.", tighten=Tighten.HIGHER
        ),
    ] = 0.0
    confidence: Annotated[
        OpenRatio,
        Meaning("Confidence with which the margin must be exceeded.", unit="ratio", tighten=Tighten.HIGHER),
    ] = 0.95
    test: Annotated[
        Literal["paired_bootstrap", "mcnemar"], Meaning("The statistical test.", merge=Merge.OVERRIDE)
    ] = "paired_bootstrap"


class Bootstrap(Section, impact=Impact.REGATE):
    """How uncertainty is estimated."""

    resamples: Annotated[Positive, Meaning("Number of resamples of the test rows.")] = 1000
    confidence: Annotated[OpenRatio, Meaning("Coverage of the intervals.", unit="ratio")] = 0.95
    seed: Annotated[NonNegative, Meaning("Seed of the resampling.")] = 0


class Slice(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """A column by whose values the test rows are judged separately."""

    metric: Annotated[
        Text | None, Meaning("The metric; unset: the optimised one.", refers="metrics", tighten=Tighten.EQUAL)
    ] = None
    edges: Annotated[
        tuple[Level, ...], Meaning("For numbers: borders of the groups.", merge=Merge.OVERRIDE)
    ] = ()
    quantiles: Annotated[
        Positive | None, Meaning("For numbers: number of groups of equal size.", merge=Merge.OVERRIDE)
    ] = None
    min_rows: Annotated[
        Positive, Meaning("Groups with fewer rows are not judged.", unit="rows", merge=Merge.OVERRIDE)
    ] = 30
    gate: Annotated[Gate | None, Meaning("The values that let a group pass.")] = None


class Evaluation(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How the verdict on a model is reached."""

    must_beat: Annotated[MustBeat | None, Meaning("By how much a model must beat a baseline.")] = None
    bootstrap: Annotated[Bootstrap, Meaning("How uncertainty is estimated.", merge=Merge.OVERRIDE)] = DEFAULTS
    slices: Annotated[
        Columns[Slice],
        Meaning(
            "Columns by whose values the test rows are judged separately.",
            refers="data.features",
            tighten=Tighten.SUPERSET,
        ),
    ] = Field(default_factory=dict)
    test_rows: Annotated[
        PositiveCount | None,
        Meaning(
            "Number of test rows; unset: from `data.rows` and the split.", unit="rows", merge=Merge.OVERRIDE
        ),
    ] = None
