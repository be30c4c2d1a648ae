"""Rows that travel with a model, and the answers that the trained model gave to them.

An export can be silently wrong, so packing compares every row of the table, rows with a null or an
unseen level in each column, and rows on both sides of every cut of the trees. The sample lets any
machine repeat the comparison without the training libraries.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import ArrayLike

from ..config.errors import OperatorError
from ..inference.predictor import Columns, Scorer

PARITY_FILE: Final = "parity.json"
# Both sides compute in double precision and differ in the order of sums at most.
TOLERANCE: Final = 1e-9


class ParityError(OperatorError):
    """The exported model differs from the trained one."""


class Sample(msgspec.Struct, frozen=True):
    """Columns of rows, and the score, before calibration, that the trained model gives to each."""

    columns: dict[str, list[Any]]
    scores: list[Any]
    compared: int
    """Number of rows that were compared when the model was packed; these are a part of them."""

    def deviation(self, scorer: Scorer) -> float:
        """The largest difference on these rows."""
        return deviation(scorer, self.columns, self.scores)


def deviation(scorer: Scorer, columns: Columns, expected: ArrayLike) -> float:
    """The largest difference from the trained model's answers, relative where they are large."""
    answers, wanted = scorer.raw(scorer.tensors(columns)), np.asarray(expected)
    return float((np.abs(answers - wanted) / np.maximum(1, np.abs(wanted))).max())


def read_sample(folder: Path) -> Sample:
    """The sample that travels with the model."""
    return msgspec.json.decode((folder / PARITY_FILE).read_bytes(), type=Sample)


def write_sample(folder: Path, sample: Sample) -> None:
    """Put the sample beside the model."""
    (folder / PARITY_FILE).write_bytes(msgspec.json.encode(sample) + b"\n")
