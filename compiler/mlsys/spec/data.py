"""``data``: where the rows come from, what they mean, and how they are divided."""

from typing import Literal, TypeAlias

from mlsys.spec.features import Feature
from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.infra_common import SecretRef
from mlsys.spec.labels import Label
from mlsys.spec.quantities import Duration, MoneyRate
from mlsys.spec.split import Split
from mlsys.spec.types import Columns, Count, Interval, PositiveCount, Ratio, Text

DataVersioning: TypeAlias = Literal["none", "content_hash", "dvc", "lakefs", "delta", "iceberg", "git_lfs"]


class Source(Section, impact=Impact.RETRAIN):
    """Where the rows are read from."""

    path: Text | None = field(
        None,
        doc="A file, relative to the document; it is copied into the project.",
        example="data/customers.csv",
    )
    uri: Text | None = field(None, doc="A remote file or folder, such as `s3://bucket/prefix/`.")
    table: Text | None = field(None, doc="A table of a database or warehouse.")
    query: Text | None = field(None, doc="A query of a database or warehouse.")
    connection: SecretRef | None = field(None, doc="The secret that holds the connection string.")
    format: Literal["csv", "parquet", "jsonl", "sql"] | None = field(
        None, doc="Format of the rows; unset: by the file's suffix."
    )
    separator: str = field(",", doc="For CSV: what separates columns.")
    null_values: tuple[str, ...] = field(("",), doc="Texts that mean: no value.")


class Keys(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """Columns that say what a row is about; never model inputs."""

    entity: Text | None = field(
        None, doc="Column that identifies what is predicted about.", example="customer_id"
    )
    group: Text | None = field(None, doc="For ranking: column of the query or session.")
    time: Text | None = field(None, doc="Column with the moment of the prediction.")
    series: tuple[str, ...] = field((), doc="For forecasting: columns that tell series apart.")
    user: Text | None = field(None, doc="For recommendation: column of the user.")
    item: Text | None = field(None, doc="For recommendation: column of the item.")
    tenant: Text | None = field(None, doc="Column of the customer that a model belongs to.")


class QualityCheck(Section, merge=Merge.MEET, impact=Impact.RETRAIN, tag="check"):
    """Something that must hold for a delivery of data before it is used."""

    check: Literal["not_null", "unique", "max_missing", "row_count", "freshness", "expression"] = field(
        doc="What is checked.", tighten=Tighten.EQUAL
    )
    column: Text | None = field(
        None,
        doc="The column that is checked.",
        tighten=Tighten.EQUAL,
        only=("not_null", "unique", "max_missing"),
        needed_for=("not_null", "unique", "max_missing"),
    )
    share: Ratio | None = field(
        None, doc="Largest share of missing values.", unit="ratio", tighten=Tighten.LOWER,
        only=("max_missing",), needed_for=("max_missing",),
    )  # fmt: skip
    min: Count | None = field(None, doc="Fewest rows.", tighten=Tighten.HIGHER, only=("row_count",))
    max: Count | None = field(None, doc="Most rows.", tighten=Tighten.LOWER, only=("row_count",))
    age: Duration | None = field(
        None, doc="Greatest age of the youngest row.", unit="duration", tighten=Tighten.LOWER,
        only=("freshness",), needed_for=("freshness",),
    )  # fmt: skip
    rule: Text | None = field(
        None, doc="Condition over the features that each row must fulfil.", tighten=Tighten.EQUAL,
        only=("expression",), needed_for=("expression",),
    )  # fmt: skip


class Data(Section, impact=Impact.RETRAIN):
    """The rows: their source, meaning, label and division."""

    description: Text | None = field(
        None, doc="What a row is and how it came to be; opens the data card.", impact=Impact.DOC
    )
    known_gaps: tuple[Text, ...] = field(
        (),
        doc="Who or what is missing from the data, for the data card.",
        merge=Merge.APPEND,
        impact=Impact.DOC,
    )
    source: Source | None = field(None, doc="Where the rows are read from.")
    contract: Text | None = field(
        None, doc="Path of an Open Data Contract Standard document that describes the columns."
    )
    rows: PositiveCount | None = field(None, doc="Number of rows.", unit="rows", impact=Impact.DOC)
    refresh: Interval | None = field(
        None, doc="Time between deliveries of new rows.", unit="duration", impact=Impact.MONITOR
    )
    region: Text | None = field(
        None, doc="Where the data are kept.", impact=Impact.REDEPLOY, example="eu-west-1"
    )
    licence: Text | None = field(
        None, doc="Under which terms the data may be used.", merge=Merge.FIXED, impact=Impact.RELABEL
    )
    purposes: tuple[str, ...] = field(
        (),
        doc="Purposes for which the data were collected or consented to.",
        merge=Merge.MEET,
        tighten=Tighten.SUBSET,
        impact=Impact.RELABEL,
    )
    cost: MoneyRate | None = field(None, doc="What the data cost.", unit="money/time", impact=Impact.DOC)
    keys: Keys = field(
        factory=Keys, doc="Columns that say what a row is about.", merge=Merge.FIXED, impact=Impact.RELABEL
    )
    features: Columns[Feature] = field(
        factory=dict, doc="The inputs of the model, and columns kept for evaluation."
    )
    label: Label | None = field(
        None, doc="What is predicted, and how it becomes known.", impact=Impact.RELABEL
    )
    split: Split = field(factory=Split, doc="How rows are divided into training, validation and test.")
    quality: tuple[QualityCheck, ...] = field(
        (), doc="What must hold for each delivery.", merge=Merge.MEET, tighten=Tighten.SUPERSET
    )
    versioning: DataVersioning | None = field(
        None,
        doc="By what means a data set can be found again.",
        impact=Impact.REDEPLOY,
        choices={
            "none": "it cannot",
            "content_hash": "the SHA-256 of the content stands in the model's manifest",
            "dvc": "Data Version Control",
        },
    )
