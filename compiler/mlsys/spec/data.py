"""``data``: where the rows come from, what they mean, and how they are divided."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from mlsys.spec.features import Feature
from mlsys.spec.fields import DEFAULTS, Branching, Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.infra_common import SecretRef
from mlsys.spec.labels import Label
from mlsys.spec.quantities import Duration, MoneyRate
from mlsys.spec.split import Split
from mlsys.spec.types import Address, Columns, Count, FilePath, Interval, PositiveCount, Ratio, Text

DataVersioning: TypeAlias = Literal["none", "content_hash", "dvc", "lakefs", "delta", "iceberg", "git_lfs"]


class Source(Section, impact=Impact.RETRAIN):
    """Where the rows are read from."""

    path: Annotated[
        FilePath | None,
        Meaning(
            "A file, relative to the document; it is copied into the project.", example="data/customers.csv"
        ),
    ] = None
    uri: Annotated[Address | None, Meaning("A remote file or folder, such as `s3://bucket/prefix/`.")] = None
    table: Annotated[Text | None, Meaning("A table of a database or warehouse.")] = None
    query: Annotated[Text | None, Meaning("A query of a database or warehouse.")] = None
    connection: Annotated[SecretRef | None, Meaning("The secret that holds the connection string.")] = None
    format: Annotated[
        Literal["csv", "parquet", "jsonl", "sql"] | None,
        Meaning("Format of the rows; unset: by the file's suffix."),
    ] = None
    separator: Annotated[str, Meaning("For CSV: what separates columns.")] = ","
    decimal: Annotated[Literal[".", ","], Meaning("For CSV: what separates the decimals of a number.")] = "."
    null_values: Annotated[tuple[str, ...], Meaning("Texts that mean: no value.")] = ("",)


class Keys(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """Columns that say what a row is about; never model inputs."""

    entity: Annotated[
        Text | None, Meaning("Column that identifies what is predicted about.", example="customer_id")
    ] = None
    group: Annotated[Text | None, Meaning("For ranking: column of the query or session.")] = None
    time: Annotated[Text | None, Meaning("Column with the moment of the prediction.")] = None
    series: Annotated[tuple[str, ...], Meaning("For forecasting: columns that tell series apart.")] = ()
    user: Annotated[Text | None, Meaning("For recommendation: column of the user.")] = None
    item: Annotated[Text | None, Meaning("For recommendation: column of the item.")] = None
    tenant: Annotated[Text | None, Meaning("Column of the customer that a model belongs to.")] = None


class QualityCheck(Branching, merge=Merge.MEET, impact=Impact.RETRAIN, tag="check"):
    """Something that must hold for a delivery of data before a model learns from it."""

    check: Annotated[
        Literal["not_null", "unique", "max_missing", "row_count", "freshness", "expression"],
        Meaning("What is checked.", tighten=Tighten.EQUAL),
    ]
    column: Annotated[
        Text | None,
        Meaning(
            "The column that is checked.",
            tighten=Tighten.EQUAL,
            refers="data.columns",
            only=("not_null", "unique", "max_missing"),
            needed_for=("not_null", "unique", "max_missing"),
        ),
    ] = None
    share: Annotated[
        Ratio | None,
        Meaning(
            "Largest share of missing values.",
            unit="ratio",
            tighten=Tighten.LOWER,
            only=("max_missing",),
            needed_for=("max_missing",),
        ),
    ] = None
    min: Annotated[Count | None, Meaning("Fewest rows.", tighten=Tighten.HIGHER, only=("row_count",))] = None
    max: Annotated[Count | None, Meaning("Most rows.", tighten=Tighten.LOWER, only=("row_count",))] = None
    age: Annotated[
        Duration | None,
        Meaning(
            "Greatest age of the youngest row.",
            unit="duration",
            tighten=Tighten.LOWER,
            only=("freshness",),
            needed_for=("freshness",),
        ),
    ] = None
    rule: Annotated[
        Text | None,
        Meaning(
            "Condition over the features that each row must fulfil; one that reads a missing value is false.",
            tighten=Tighten.EQUAL,
            only=("expression",),
            needed_for=("expression",),
        ),
    ] = None


class Data(Section, impact=Impact.RETRAIN):
    """The rows: their source, meaning, label and division."""

    description: Annotated[
        Text | None, Meaning("What a row is and how it came to be; opens the data card.", impact=Impact.DOC)
    ] = None
    known_gaps: Annotated[
        tuple[Text, ...],
        Meaning(
            "Who or what is missing from the data, for the data card.", merge=Merge.APPEND, impact=Impact.DOC
        ),
    ] = ()
    source: Annotated[Source | None, Meaning("Where the rows are read from.")] = None
    contract: Annotated[
        Text | None, Meaning("Path of an Open Data Contract Standard document that describes the columns.")
    ] = None
    rows: Annotated[PositiveCount | None, Meaning("Number of rows.", unit="rows", impact=Impact.DOC)] = None
    refresh: Annotated[
        Interval | None,
        Meaning("Time between deliveries of new rows.", unit="duration", impact=Impact.MONITOR),
    ] = None
    region: Annotated[
        Text | None, Meaning("Where the data are kept.", impact=Impact.REDEPLOY, example="eu-west-1")
    ] = None
    licence: Annotated[
        Text | None,
        Meaning("Under which terms the data may be used.", merge=Merge.FIXED, impact=Impact.RELABEL),
    ] = None
    purposes: Annotated[
        tuple[str, ...],
        Meaning(
            "Purposes for which the data were collected or consented to.",
            merge=Merge.MEET,
            tighten=Tighten.SUBSET,
            impact=Impact.RELABEL,
        ),
    ] = ()
    cost: Annotated[
        MoneyRate | None, Meaning("What the data cost.", unit="money/time", impact=Impact.DOC)
    ] = None
    keys: Annotated[
        Keys, Meaning("Columns that say what a row is about.", merge=Merge.FIXED, impact=Impact.RELABEL)
    ] = DEFAULTS
    features: Annotated[
        Columns[Feature], Meaning("The inputs of the model, and columns kept for evaluation.")
    ] = Field(default_factory=dict)
    label: Annotated[
        Label | None, Meaning("What is predicted, and how it becomes known.", impact=Impact.RELABEL)
    ] = None
    split: Annotated[Split, Meaning("How rows are divided into training, validation and test.")] = DEFAULTS
    quality: Annotated[
        tuple[QualityCheck, ...],
        Meaning("What must hold for each delivery.", merge=Merge.MEET, tighten=Tighten.SUPERSET),
    ] = ()
    versioning: Annotated[
        DataVersioning | None,
        Meaning(
            "By what means a data set can be found again.",
            impact=Impact.REDEPLOY,
            choices={
                "none": "it cannot",
                "content_hash": "the SHA-256 of the content stands in the model's manifest",
                "dvc": "Data Version Control",
            },
        ),
    ] = None
