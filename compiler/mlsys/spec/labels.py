"""``data.label``: what is predicted, when it becomes known, and how far it can be trusted."""

from typing import Literal

from mlsys.spec.fields import Impact, Merge, Section, Tighten, field
from mlsys.spec.quantities import Duration
from mlsys.spec.ranges import Bounds
from mlsys.spec.types import Columns, Interval, Positive, Ratio, Text


class Delay(Section, impact=Impact.RELABEL):
    """How long after the prediction the label is known."""

    p50: Duration | None = field(None, doc="Half of the labels are known by then.", unit="duration")
    p95: Duration | None = field(None, doc="Nearly all labels are known by then.", unit="duration")
    arrives_every: Interval | None = field(
        None,
        doc="Time between deliveries of labels; unset: they arrive one by one.",
        unit="duration",
        impact=Impact.MONITOR,
    )


class Imbalance(Section, impact=Impact.RETRAIN):
    """What is done about a rare class."""

    strategy: Literal["none", "class_weight", "oversample", "undersample", "focal_loss", "collect"] = field(
        doc="The means.",
        choices={
            "none": "nothing; the decision threshold does the work",
            "class_weight": "errors on the rare class weigh more",
            "oversample": "rows of the rare class are repeated",
            "undersample": "rows of the common class are left out",
            "focal_loss": "easy rows weigh less",
            "collect": "more rows of the rare class are collected",
        },
    )
    applied_to: Literal["train", "all"] = field(
        "train",
        doc="Which rows are resampled.",
        choices={"train": "training rows, after the split", "all": "every row, before the split"},
    )


class Audit(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """How label errors are found: a sample is labelled again."""

    sample: Positive = field(doc="Rows that are labelled again.", unit="rows", tighten=Tighten.HIGHER)
    every: Interval = field(doc="Time between audits.", unit="duration", tighten=Tighten.LOWER)
    min_agreement: Ratio | None = field(
        None, doc="Share of labels that must agree.", unit="ratio", tighten=Tighten.HIGHER
    )


class Proxy(Section, merge=Merge.MEET, impact=Impact.MONITOR):
    """The label stands for an event that is not observed; how the gap is watched."""

    of: Text = field(doc="The event that the label stands for.", tighten=Tighten.EQUAL)
    min_correlation: Ratio | None = field(
        None, doc="Correlation below which the label no longer stands for it.", tighten=Tighten.HIGHER
    )
    every: Interval | None = field(None, doc="Time between checks.", unit="duration", tighten=Tighten.LOWER)


class Label(Section, merge=Merge.FIXED, impact=Impact.RELABEL):
    """What is predicted, and how it becomes known."""

    column: Text | None = field(
        None, doc="Column of the label; unset for one column per class.", example="churn"
    )
    columns: tuple[str, ...] = field(
        (), doc="For multilabel tasks: one column for each class, in their order."
    )
    description: Text | None = field(
        None, doc="What the label means, in words.", merge=Merge.OVERRIDE, impact=Impact.DOC
    )
    source: Text | None = field(None, doc="The system that the label comes from.", merge=Merge.OVERRIDE)
    event: Text | None = field(None, doc="The event that is recorded.", example="subscription_cancelled")
    unit: Text | None = field(None, doc="Unit of a numeric label.")
    range: Bounds | None = field(
        None, doc="Values that a numeric label may take.", merge=Merge.MEET, tighten=Tighten.NARROWER
    )
    derived_from: tuple[str, ...] = field((), doc="Columns that the label is computed from; never features.")
    proxy: Proxy | None = field(None, doc="The event that the label stands for, where it is another one.")
    delay: Delay | None = field(
        None,
        doc="How long after the prediction the label is known.",
        merge=Merge.OVERRIDE,
        impact=Impact.RELABEL,
    )
    prevalence: Ratio | None = field(
        None, doc="Share of the positive class.", unit="ratio", merge=Merge.OVERRIDE, impact=Impact.REGATE
    )
    priors: Columns[Ratio] = field(
        factory=dict, doc="Shares of the classes.", unit="ratio", merge=Merge.OVERRIDE, impact=Impact.REGATE
    )
    imbalance: Imbalance | None = field(
        None, doc="What is done about a rare class.", merge=Merge.OVERRIDE, impact=Impact.RETRAIN
    )
    selective: bool | None = field(
        None, doc="Whether only rows that were acted on ever get a label.", merge=Merge.OVERRIDE
    )
    exploration_holdout: Ratio | None = field(
        None,
        doc="Share of decisions taken at random so that labels stay representative.",
        unit="ratio",
        merge=Merge.OVERRIDE,
        impact=Impact.REDEPLOY,
    )
    audit: Audit | None = field(
        None, doc="How label errors are found.", merge=Merge.MEET, impact=Impact.MONITOR
    )
    noise: Ratio | None = field(
        None, doc="Share of labels that are believed to be wrong.", unit="ratio", merge=Merge.OVERRIDE,
        impact=Impact.REGATE,
    )  # fmt: skip
