"""``data.features``: the columns that a model may use, and what is known about them."""

from typing import Literal, TypeAlias

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.ranges import Availability, Bounds
from mlsys.spec.types import Interval, Positive, Text

FeatureType: TypeAlias = Literal[
    "integer", "number", "boolean", "categorical", "text", "timestamp", "embedding"
]
_NUMERIC = ("integer", "number")


class Transform(Section, impact=Impact.RETRAIN):
    """How a feature is computed, in training and when serving."""

    offline: Text | None = field(None, doc="What computes it for training.", example="sql")
    online: Text | None = field(None, doc="What computes it when serving.", example="python")
    code: Text | None = field(None, doc="The code, as `module:function`.")
    parity_test: Text | None = field(None, doc="The test that compares both.", merge=Merge.OVERRIDE)
    test: Text | None = field(None, doc="The test of the code.", merge=Merge.OVERRIDE)


class Feature(Section, impact=Impact.RETRAIN, tag="type"):
    """A column: its type and range are checked in training, serving and batch alike."""

    type: FeatureType = field(
        doc="Type of the values.",
        impact=Impact.API_BREAK,
        choices={
            "integer": "whole numbers",
            "number": "numbers",
            "boolean": "true or false, 1 or 0",
            "categorical": "one of some texts",
            "text": "free text",
            "timestamp": "a moment, ISO 8601",
            "embedding": "a vector of fixed length",
        },
    )
    range: Bounds | None = field(
        None,
        doc="Values that are possible; others are invalid input.",
        only=_NUMERIC,
        merge=Merge.MEET,
        tighten=Tighten.NARROWER,
        impact=Impact.API_BREAK,
    )
    values: tuple[str, ...] | None = field(
        None,
        doc="Values that are possible; others are invalid input.",
        only=("categorical",),
        merge=Merge.MEET,
        tighten=Tighten.SUBSET,
        impact=Impact.API_BREAK,
    )
    cardinality: Positive | None = field(
        None, doc="Number of values, where they are too many to list.", only=("categorical",)
    )
    length: Positive | None = field(
        None, doc="Length of the vector, or most characters of the text.", only=("embedding", "text")
    )
    unit: Text | None = field(None, doc="Unit of the numbers.", only=_NUMERIC, example="USD")
    nullable: bool = field(False, doc="Whether a value may be missing.", impact=Impact.API_BREAK)
    description: Text | None = field(None, doc="What the value means.", impact=Impact.DOC)
    column: Text | None = field(None, doc="Name of the column in the source; unset: the name of the feature.")
    use: Literal["model", "evaluation"] = field(
        "model",
        doc="What the column is for.",
        choices={
            "model": "an input of the model",
            "evaluation": "kept for slices and fairness; never an input",
        },
    )
    source: Text | None = field(None, doc="The system that the value comes from.", impact=Impact.DOC)
    available_at: Availability = field(
        Availability(0.0),
        doc="When the value is known, relative to the moment of the prediction.",
        unit="moment",
        impact=Impact.REDEPLOY,
    )
    freshness: Duration | None = field(
        None, doc="How old a value may be when it is used.", unit="duration", merge=Merge.MEET,
        tighten=Tighten.LOWER, impact=Impact.MONITOR,
    )  # fmt: skip
    refresh: Interval | None = field(
        None,
        doc="Time between updates at the source; unset: `data.refresh`.",
        unit="duration",
        impact=Impact.MONITOR,
    )
    derived_from: tuple[str, ...] = field(
        (), doc="Columns that the value is computed from.", impact=Impact.DOC
    )
    transform: Transform | None = field(None, doc="How the value is computed.")
    tags: tuple[Text, ...] = field(
        (),
        doc="What policies need to know: `pii`, `protected` (attribute protected by law), `proxy` (of one).",
        merge=Merge.APPEND,
        impact=Impact.REGATE,
        example=["pii"],
    )
    justification: Text | None = field(
        None, doc="Why a protected attribute or its proxy is a model input.", impact=Impact.DOC
    )
    owner: Text | None = field(None, doc="The team that answers for the value.", impact=Impact.DOC)
    legal_basis: Text | None = field(None, doc="For personal data: the basis in law.", impact=Impact.RELABEL)
    purpose: Text | None = field(None, doc="Of personal data: what it is used for.", impact=Impact.RELABEL)
    retention: Duration | None = field(
        None, doc="For personal data: how long a value may be kept.", unit="duration", merge=Merge.MEET,
        tighten=Tighten.LOWER, impact=Impact.REDEPLOY,
    )  # fmt: skip
