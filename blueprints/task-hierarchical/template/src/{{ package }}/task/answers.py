"""What is answered: a path in the tree of classes with its probabilities, from the model's raw scores."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config.design import LEVELS
from ..data.contract import DECISION, LEVEL_CLASSES, LEVEL_PROBABILITIES, SCORE
from .calibration import UNCALIBRATED, Scaling
from .decision import along, certainty, decide
from .tree import LEAVES, NAMES, NODES, PATHS

FloatArray: TypeAlias = NDArray[np.float64]

# What predictions are counted by: the level of the answer, or none.
OUTCOMES: Final = ("none", *LEVELS)
# The edges of the histogram of scores.
BUCKETS: Final = tuple(edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "score"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = (
    (DECISION, "string"),
    (SCORE, "double"),
    *((name, "string") for name in LEVEL_CLASSES),
    *((name, "double") for name in LEVEL_PROBABILITIES),
)
# Leaves that are told beside the answer.
ALTERNATIVES: Final = 5

Share: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Step(msgspec.Struct, frozen=True, gc=False):
    """A class on the path to the answer."""

    level: str
    name: str
    probability: Share


Row: TypeAlias = tuple[float, str, list[Step], dict[str, float]]
"""The fields of an `Answer`."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    score: Annotated[
        float, msgspec.Meta(ge=0, le=1, description="Probability of the answered class; 0 without one.")
    ]
    decision: Annotated[str, msgspec.Meta(description="The answered class; empty where none is sure.")]
    path: Annotated[list[Step], msgspec.Meta(description="The classes from the first level to the answer.")]
    alternatives: Annotated[dict[str, Share], msgspec.Meta(description="The most probable leaves.")]


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest."""

    calibration: Scaling
    names: tuple[tuple[str, ...], ...] = NAMES
    """The tree, level by level, in the order of the model's scores."""
    rare: tuple[str, ...] = ()
    """Leaves with too few rows to be told from their siblings."""

    def __post_init__(self) -> None:
        """Refuse the scores of another tree."""
        if self.names != NAMES:
            raise ValueError("the model was trained for another tree of classes: train again")

    def scores(self, raw: FloatArray) -> FloatArray:
        """Calibrated probabilities, a column a leaf."""
        return self.calibration(raw)

    def rows(self, scores: FloatArray) -> list[Row]:
        """The fields of each answer."""
        nodes = decide(scores)
        paths, shares, sure = PATHS[nodes].tolist(), along(scores, nodes).tolist(), certainty(scores).tolist()
        most = min(ALTERNATIVES, len(LEAVES))
        first = np.argsort(-scores, axis=1, kind="stable")[:, :most]
        others = zip(first.tolist(), np.take_along_axis(scores, first, axis=1).tolist(), strict=True)
        rows: list[Row] = []
        for path, share, score, (places, values) in zip(paths, shares, sure, others, strict=True):
            steps = [
                Step(LEVELS[level], NAMES[level][place], bounded(share[level]))
                for level, place in enumerate(path)
                if place >= 0
            ]
            near = {LEAVES[place]: value for place, value in zip(places, values, strict=True)}
            rows.append((bounded(score), steps[-1].name if steps else "", steps, near))
        return rows

    def columns(self, scores: FloatArray) -> dict[str, pl.Series]:
        """The answers as columns of a table; null below the answer."""
        nodes = decide(scores)
        paths, shares = PATHS[nodes], along(scores, nodes)
        named = [
            [NAMES[level][place] if place >= 0 else None for place in column]
            for level, column in enumerate(paths.T.tolist())
        ]
        last = [named_node(node) for node in nodes.tolist()]
        answers = {
            DECISION: pl.Series(last, dtype=pl.String),
            SCORE: pl.Series([bounded(value) for value in certainty(scores).tolist()], dtype=pl.Float64),
        }
        classes = {
            name: pl.Series(column, dtype=pl.String)
            for name, column in zip(LEVEL_CLASSES, named, strict=True)
        }
        probabilities = {
            name: pl.Series(np.minimum(shares[:, level], 1.0)).fill_nan(None)
            for level, name in enumerate(LEVEL_PROBABILITIES)
        }
        return answers | classes | probabilities

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        rare = f"{len(self.rare):,}: {', '.join(self.rare[:10])}" if self.rare else "none"
        levels = ", ".join(f"{name} {len(found):,}" for name, found in zip(LEVELS, NAMES, strict=True))
        return {"levels": levels, "leaves with too few rows": rare, "calibration": self.calibration.kind}


# A rule says its leaf without a doubt, or the shares of all.
BASELINE: Final = Head(UNCALIBRATED)


def named_node(node: int) -> str:
    """The name of an answer; empty for nothing."""
    return NODES[node] if node >= 0 else ""


def bounded(value: float) -> float:
    """A sum of probabilities, which rounding may leave a hair above one."""
    return min(value, 1.0)


def probabilities(values: FloatArray) -> FloatArray:
    """What a baseline says as probabilities: numbers of leaves become certainties."""
    if values.ndim > 1:
        return values
    certain: FloatArray = np.eye(len(LEAVES))[values.astype(np.int64)]
    return certain


def by_rule(values: FloatArray) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(probabilities(values))


def watched(scores: FloatArray) -> FloatArray:
    """The number of each answer whose distribution is watched."""
    return np.minimum(certainty(scores), 1.0)


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[len(row[2])]
