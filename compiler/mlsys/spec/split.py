"""``data.split``: how rows are divided into training, validation and test."""

from typing import Literal

from mlsys.spec.fields import Impact, Section, field
from mlsys.spec.quantities import Duration
from mlsys.spec.types import NonNegative, Positive, Ratio, Text


class Windows(Section, impact=Impact.RETRAIN):
    """Lengths of the parts of a temporal split, the test window last."""

    train: Duration | None = field(
        None, doc="Length of the training window; unset: all that is older.", unit="duration"
    )
    validation: Duration | None = field(None, doc="Length of the validation window.", unit="duration")
    test: Duration | None = field(None, doc="Length of the test window.", unit="duration")
    gap: Duration | None = field(
        None, doc="Time left out between the windows, so that late labels do not leak.", unit="duration"
    )


class Split(Section, impact=Impact.RETRAIN, tag="strategy"):
    """How rows are divided; the test rows are touched once, for the verdict."""

    strategy: Literal["random", "group", "temporal", "predefined"] = field(
        "random",
        doc="What decides where a row goes.",
        choices={
            "random": "chance",
            "group": "chance, with all rows of a group on one side",
            "temporal": "time: the past trains, the future tests",
            "predefined": "a column says",
        },
    )
    train: Ratio = field(
        0.6, doc="Share of training rows.", unit="ratio", only=("random", "group", "temporal")
    )
    validation: Ratio = field(
        0.2, doc="Share of rows to choose by: family, parameters, calibration, threshold.", unit="ratio",
        only=("random", "group", "temporal"),
    )  # fmt: skip
    test: Ratio = field(
        0.2, doc="Share of rows to judge by.", unit="ratio", only=("random", "group", "temporal")
    )
    seed: NonNegative = field(0, doc="Seed of the division.", only=("random", "group"))
    stratify: bool = field(True, doc="Whether each part has the same shares of classes.", only=("random",))
    group_by: Text | None = field(
        None, doc="Column whose rows stay together; unset: the entity.", only=("group", "temporal")
    )
    time: Text | None = field(None, doc="Column to order by; unset: `data.keys.time`.", only=("temporal",))
    windows: Windows | None = field(None, doc="Lengths of the parts, instead of shares.", only=("temporal",))
    column: Text | None = field(
        None,
        doc="Column with `train`, `validation` or `test`.",
        only=("predefined",),
        needed_for=("predefined",),
    )
    folds: Positive | None = field(
        None,
        doc="Parts for cross-validation within the training rows; unset: none.",
        only=("random", "group", "temporal"),
    )
    test_age: Duration | None = field(
        None,
        doc="Age of the youngest test row when a model is judged.",
        unit="duration",
        impact=Impact.REGATE,
    )
