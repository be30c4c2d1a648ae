"""``data.label``: what is predicted, when it becomes known, and how far it can be trusted."""

from typing import Annotated, Literal

from pydantic import Field

from mlsys.spec.fields import Impact, Meaning, Merge, Section, Tighten
from mlsys.spec.quantities import Duration
from mlsys.spec.ranges import Bounds
from mlsys.spec.types import Columns, Flag, Interval, Positive, Ratio, Text


class Delay(Section, impact=Impact.RELABEL):
    """How long after the prediction the label is known."""

    p50: Annotated[Duration | None, Meaning("Half of the labels are known by then.", unit="duration")] = None
    p95: Annotated[Duration | None, Meaning("Nearly all labels are known by then.", unit="duration")] = None
    arrives_every: Annotated[
        Interval | None,
        Meaning(
            "Time between deliveries of labels; unset: they arrive one by one.",
            unit="duration",
            impact=Impact.MONITOR,
        ),
    ] = None


class Imbalance(Section, impact=Impact.RETRAIN):
    """What is done about a rare class."""

    strategy: Annotated[
        Literal["none", "class_weight", "oversample", "undersample", "focal_loss", "collect"],
        Meaning(
            "The means.",
            choices={
                "none": "nothing; the decision threshold does the work",
                "class_weight": "errors on the rare class weigh more",
                "oversample": "rows of the rare class are repeated",
                "undersample": "rows of the common class are left out",
                "focal_loss": "easy rows weigh less",
                "collect": "more rows of the rare class are collected",
            },
        ),
    ]
    applied_to: Annotated[
        Literal["train", "all"],
        Meaning(
            "Which rows are resampled.",
            choices={"train": "training rows, after the split", "all": "every row, before the split"},
        ),
    ] = "train"


class Audit(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """How label errors are found: a sample is labelled again."""

    sample: Annotated[Positive, Meaning("Rows that are labelled again.", unit="rows", tighten=Tighten.HIGHER)]
    every: Annotated[Interval, Meaning("Time between audits.", unit="duration", tighten=Tighten.LOWER)]
    min_agreement: Annotated[
        Ratio | None, Meaning("Share of labels that must agree.", unit="ratio", tighten=Tighten.HIGHER)
    ] = None


class Proxy(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """The label stands for an event that is not observed; how the gap is watched."""

    of: Annotated[Text, Meaning("The event that the label stands for.", tighten=Tighten.EQUAL)]
    min_correlation: Annotated[
        Ratio | None,
        Meaning("Correlation below which the label no longer stands for it.", tighten=Tighten.HIGHER),
    ] = None
    every: Annotated[
        Interval | None, Meaning("Time between checks.", unit="duration", tighten=Tighten.LOWER)
    ] = None


class Label(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """What is predicted, and how it becomes known."""

    column: Annotated[
        Text | None, Meaning("Column of the label; unset for one column per class.", example="churn")
    ] = None
    columns: Annotated[
        tuple[str, ...], Meaning("For multilabel tasks: one column for each class, in their order.")
    ] = ()
    description: Annotated[
        Text | None, Meaning("What the label means, in words.", merge=Merge.OVERRIDE, impact=Impact.DOC)
    ] = None
    source: Annotated[Text | None, Meaning("The system that the label comes from.", merge=Merge.OVERRIDE)] = (
        None
    )
    event: Annotated[
        Text | None, Meaning("The event that is recorded.", example="subscription_cancelled")
    ] = None
    unit: Annotated[Text | None, Meaning("Unit of a numeric label.")] = None
    range: Annotated[
        Bounds | None,
        Meaning("Values that a numeric label may take.", merge=Merge.MEET, tighten=Tighten.NARROWER),
    ] = None
    derived_from: Annotated[
        tuple[str, ...], Meaning("Columns that the label is computed from; never features.")
    ] = ()
    proxy: Annotated[
        Proxy | None, Meaning("The event that the label stands for, where it is another one.")
    ] = None
    delay: Annotated[
        Delay | None,
        Meaning(
            "How long after the prediction the label is known.", merge=Merge.OVERRIDE, impact=Impact.RELABEL
        ),
    ] = None
    prevalence: Annotated[
        Ratio | None,
        Meaning("Share of the positive class.", unit="ratio", merge=Merge.OVERRIDE, impact=Impact.REGATE),
    ] = None
    priors: Annotated[
        Columns[Ratio],
        Meaning("Shares of the classes.", unit="ratio", merge=Merge.OVERRIDE, impact=Impact.REGATE),
    ] = Field(default_factory=dict)
    imbalance: Annotated[
        Imbalance | None,
        Meaning("What is done about a rare class.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN),
    ] = None
    selective: Annotated[
        Flag | None, Meaning("Whether only rows that were acted on ever get a label.", merge=Merge.OVERRIDE)
    ] = None
    exploration_holdout: Annotated[
        Ratio | None,
        Meaning(
            "Share of decisions taken at random so that labels stay representative.",
            unit="ratio",
            merge=Merge.OVERRIDE,
            impact=Impact.REDEPLOY,
        ),
    ] = None
    audit: Annotated[
        Audit | None, Meaning("How label errors are found.", merge=Merge.MEET, impact=Impact.MONITOR)
    ] = None
    noise: Annotated[
        Ratio | None,
        Meaning(
            "Share of labels that are believed to be wrong.",
            unit="ratio",
            merge=Merge.OVERRIDE,
            impact=Impact.REGATE,
        ),
    ] = None
