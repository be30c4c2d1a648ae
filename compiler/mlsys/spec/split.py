"""``data.split``: how rows are divided into training, validation and test."""

from typing import Annotated, Literal

from mlsys.spec.fields import Branching, Impact, Meaning, Section
from mlsys.spec.quantities import Duration
from mlsys.spec.types import Flag, NonNegative, Positive, Ratio, Text


class Windows(Section, impact=Impact.RETRAIN):
    """Lengths of the parts of a temporal split, the test window last."""

    train: Annotated[
        Duration | None, Meaning("Length of the training window; unset: all that is older.", unit="duration")
    ] = None
    validation: Annotated[Duration | None, Meaning("Length of the validation window.", unit="duration")] = (
        None
    )
    test: Annotated[Duration | None, Meaning("Length of the test window.", unit="duration")] = None
    gap: Annotated[
        Duration | None,
        Meaning("Time left out between the windows, so that late labels do not leak.", unit="duration"),
    ] = None


class Split(Branching, impact=Impact.RETRAIN, tag="strategy"):
    """How rows are divided; the test rows are touched once, for the verdict."""

    strategy: Annotated[
        Literal["random", "group", "temporal", "predefined"],
        Meaning(
            "What decides where a row goes.",
            choices={
                "random": "chance",
                "group": "chance, with all rows of a group on one side",
                "temporal": "time: the past trains, the future tests",
                "predefined": "a column says",
            },
        ),
    ] = "random"
    train: Annotated[
        Ratio, Meaning("Share of training rows.", unit="ratio", only=("random", "group", "temporal"))
    ] = 0.6
    validation: Annotated[
        Ratio,
        Meaning(
            "Share of rows to choose by: family, parameters, calibration, threshold.",
            unit="ratio",
            only=("random", "group", "temporal"),
        ),
    ] = 0.2
    test: Annotated[
        Ratio, Meaning("Share of rows to judge by.", unit="ratio", only=("random", "group", "temporal"))
    ] = 0.2
    seed: Annotated[NonNegative, Meaning("Seed of the division.", only=("random", "group"))] = 0
    stratify: Annotated[
        Flag, Meaning("Whether each part has the same shares of classes.", only=("random",))
    ] = True
    group_by: Annotated[
        Text | None,
        Meaning("Column whose rows stay together; unset: the entity.", only=("group", "temporal")),
    ] = None
    time: Annotated[
        Text | None, Meaning("Column to order by; unset: `data.keys.time`.", only=("temporal",))
    ] = None
    windows: Annotated[
        Windows | None, Meaning("Lengths of the parts, instead of shares.", only=("temporal",))
    ] = None
    column: Annotated[
        Text | None,
        Meaning(
            "Column with `train`, `validation` or `test`.", only=("predefined",), needed_for=("predefined",)
        ),
    ] = None
    folds: Annotated[
        Positive | None,
        Meaning(
            "Parts for cross-validation within the training rows; unset: none.",
            only=("random", "group", "temporal"),
        ),
    ] = None
    test_age: Annotated[
        Duration | None,
        Meaning(
            "Age of the youngest test row when a model is judged.", unit="duration", impact=Impact.REGATE
        ),
    ] = None
