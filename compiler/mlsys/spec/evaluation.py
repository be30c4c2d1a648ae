"""``evaluation``: how the verdict on a model is reached."""

from typing import Annotated, Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.metrics import Gate
from mlsys.spec.types import Columns, Level, Limits, OpenRatio, Positive, PositiveCount, Text


class MustBeat(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """By how much, and how surely, a model must beat a baseline."""

    baseline: Text = field(doc="The baseline.", refers="baseline", tighten=Tighten.EQUAL)
    metric: Text | None = field(
        None, doc="The metric; unset: the optimised one.", refers="metrics", tighten=Tighten.EQUAL
    )
    margin: Level = field(
        0.0,
        doc="Smallest improvement, in the unit of the metric and its good direction.",
        tighten=Tighten.HIGHER,
    )
    confidence: OpenRatio = field(
        0.95, doc="Confidence with which the margin must be exceeded.", unit="ratio", tighten=Tighten.HIGHER
    )
    test: Literal["paired_bootstrap", "mcnemar"] = field(
        "paired_bootstrap", doc="The statistical test.", merge=Merge.OVERRIDE
    )


class Bootstrap(Section, impact=Impact.REGATE):
    """How uncertainty is estimated."""

    resamples: Positive = field(1000, doc="Number of resamples of the test rows.")
    confidence: OpenRatio = field(0.95, doc="Coverage of the intervals.", unit="ratio")
    seed: Annotated[int, Limits(minimum=0)] = field(0, doc="Seed of the resampling.")


class Slice(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """A column by whose values the test rows are judged separately."""

    metric: Text | None = field(
        None, doc="The metric; unset: the optimised one.", refers="metrics", tighten=Tighten.EQUAL
    )
    edges: tuple[Level, ...] = field((), doc="For numbers: borders of the groups.", merge=Merge.OVERRIDE)
    quantiles: Positive | None = field(
        None, doc="For numbers: number of groups of equal size.", merge=Merge.OVERRIDE
    )
    min_rows: Positive = field(
        30, doc="Groups with fewer rows are not judged.", unit="rows", merge=Merge.OVERRIDE
    )
    gate: Gate | None = field(None, doc="The values that let a group pass.")


class Evaluation(Section, merge=Merge.MEET, impact=Impact.REGATE):
    """How the verdict on a model is reached."""

    must_beat: MustBeat | None = field(None, doc="By how much a model must beat a baseline.")
    bootstrap: Bootstrap = field(factory=Bootstrap, doc="How uncertainty is estimated.", merge=Merge.OVERRIDE)
    slices: Columns[Slice] = field(
        factory=dict,
        doc="Columns by whose values the test rows are judged separately.",
        refers="data.features",
        tighten=Tighten.SUPERSET,
    )
    test_rows: PositiveCount | None = field(
        None,
        doc="Number of test rows; unset: from `data.rows` and the split.",
        unit="rows",
        merge=Merge.OVERRIDE,
    )
