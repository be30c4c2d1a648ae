"""``data.features``: the columns that a model may use, and what is known about them."""

from typing import Annotated, Literal, TypeAlias

from mlsys.spec.fields import Branching, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import ByteSize, Duration
from mlsys.spec.ranges import Availability, Bounds
from mlsys.spec.types import Flag, ImageSide, Interval, PartyName, Positive, Text

FeatureType: TypeAlias = Literal[
    "integer", "number", "boolean", "categorical", "text", "timestamp", "embedding", "image"
]
_NUMERIC = ("integer", "number")
_IMAGE = ("image",)


class Transform(Section, impact=Impact.RETRAIN):
    """How a feature is computed, in training and when serving."""

    offline: Annotated[Text | None, Meaning("What computes it for training.", example="sql")] = None
    online: Annotated[Text | None, Meaning("What computes it when serving.", example="python")] = None
    code: Annotated[Text | None, Meaning("The code, as `module:function`.")] = None
    parity_test: Annotated[Text | None, Meaning("The test that compares both.", merge=Merge.OVERRIDE)] = None
    test: Annotated[Text | None, Meaning("The test of the code.", merge=Merge.OVERRIDE)] = None


class Feature(Branching, impact=Impact.RETRAIN, tag="type"):
    """A column: its type and range are checked in training, serving and batch alike."""

    type: Annotated[
        FeatureType,
        Meaning(
            "Type of the values.",
            impact=Impact.API_BREAK,
            choices={
                "integer": "whole numbers",
                "number": "numbers",
                "boolean": "true or false, 1 or 0",
                "categorical": "one of some texts",
                "text": "free text",
                "timestamp": "a moment, ISO 8601",
                "embedding": "a vector of fixed length",
                "image": "a small image: in tables the name of its file, in calls base64",
            },
        ),
    ]
    range: Annotated[
        Bounds | None,
        Meaning(
            "Values that are possible; others are invalid input.",
            only=_NUMERIC,
            merge=Merge.MEET,
            tighten=Tighten.NARROWER,
            impact=Impact.API_BREAK,
        ),
    ] = None
    values: Annotated[
        tuple[str, ...] | None,
        Meaning(
            "Values that are possible; others are invalid input.",
            only=("categorical",),
            merge=Merge.MEET,
            tighten=Tighten.SUBSET,
            impact=Impact.API_BREAK,
        ),
    ] = None
    cardinality: Annotated[
        Positive | None, Meaning("Number of values, where they are too many to list.", only=("categorical",))
    ] = None
    length: Annotated[
        Positive | None,
        Meaning(
            "Length of the vector, or most characters of the text; unset: 10,000 characters.",
            only=("embedding", "text"),
        ),
    ] = None
    width: Annotated[
        ImageSide | None,
        Meaning("Width that images are brought to; unset: 32.", unit="pixels", only=_IMAGE),
    ] = None
    height: Annotated[
        ImageSide | None,
        Meaning("Height that images are brought to; unset: 32.", unit="pixels", only=_IMAGE),
    ] = None
    channels: Annotated[
        Literal[1, 3],
        Meaning("Colours that the model sees.", only=_IMAGE, choices={1: "grey", 3: "red, green and blue"}),
    ] = 1
    formats: Annotated[
        tuple[Literal["png", "jpeg", "webp"], ...],
        Meaning(
            "Formats of files that are decoded; others are invalid input.",
            only=_IMAGE,
            merge=Merge.MEET,
            tighten=Tighten.SUBSET,
            impact=Impact.API_BREAK,
        ),
    ] = ("png", "jpeg")
    max_bytes: Annotated[
        ByteSize | None,
        Meaning(
            "Largest image file; unset: 500kB.",
            unit="bytes",
            only=_IMAGE,
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
            impact=Impact.API_BREAK,
        ),
    ] = None
    max_pixels: Annotated[
        Positive | None,
        Meaning(
            "Most pixels of an image file, which is not decoded beyond; unset: 1,000,000.",
            only=_IMAGE,
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
            impact=Impact.API_BREAK,
        ),
    ] = None
    unit: Annotated[Text | None, Meaning("Unit of the numbers.", only=_NUMERIC, example="USD")] = None
    nullable: Annotated[Flag, Meaning("Whether a value may be missing.", impact=Impact.API_BREAK)] = False
    description: Annotated[Text | None, Meaning("What the value means.", impact=Impact.DOC)] = None
    column: Annotated[
        Text | None, Meaning("Name of the column in the source; unset: the name of the feature.")
    ] = None
    use: Annotated[
        Literal["model", "evaluation"],
        Meaning(
            "What the column is for.",
            choices={
                "model": "an input of the model",
                "evaluation": "kept for slices and fairness; never an input",
            },
        ),
    ] = "model"
    source: Annotated[Text | None, Meaning("The system that the value comes from.", impact=Impact.DOC)] = None
    available_at: Annotated[
        Availability,
        Meaning(
            "When the value is known, relative to the moment of the prediction.",
            unit="moment",
            impact=Impact.REDEPLOY,
        ),
    ] = Availability(0.0)
    freshness: Annotated[
        Duration | None,
        Meaning(
            "How old a value may be when it is used.",
            unit="duration",
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
            impact=Impact.MONITOR,
        ),
    ] = None
    refresh: Annotated[
        Interval | None,
        Meaning(
            "Time between updates at the source; unset: `data.refresh`.",
            unit="duration",
            impact=Impact.MONITOR,
        ),
    ] = None
    derived_from: Annotated[
        tuple[str, ...], Meaning("Columns that the value is computed from.", impact=Impact.DOC)
    ] = ()
    transform: Annotated[Transform | None, Meaning("How the value is computed.")] = None
    tags: Annotated[
        tuple[Text, ...],
        Meaning(
            "What policies need to know: `pii`, `protected` (attribute protected by law), `proxy` (of one).",
            merge=Merge.APPEND,
            impact=Impact.REGATE,
            example=["pii"],
        ),
    ] = ()
    justification: Annotated[
        Text | None, Meaning("Why a protected attribute or its proxy is a model input.", impact=Impact.DOC)
    ] = None
    owner: Annotated[PartyName | None, Meaning("The team that answers for the value.", impact=Impact.DOC)] = (
        None
    )
    legal_basis: Annotated[
        Text | None, Meaning("For personal data: the basis in law.", impact=Impact.RELABEL)
    ] = None
    purpose: Annotated[
        Text | None, Meaning("Of personal data: what it is used for.", impact=Impact.RELABEL)
    ] = None
    retention: Annotated[
        Duration | None,
        Meaning(
            "For personal data: how long a value may be kept.",
            unit="duration",
            merge=Merge.MEET,
            tighten=Tighten.LOWER,
            impact=Impact.REDEPLOY,
        ),
    ] = None
