"""What is answered: the components of a row, their version, and what they miss of it."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import EMBEDDING, EMBEDDING_VERSION, SCORE, UNUSUAL
from ..data.histogram import Histogram
from .components import Placed
from .space import Scores

Row: TypeAlias = tuple[tuple[float, ...] | None, int | None, float | None, bool | None]
"""The fields of an `Answer`."""

# What predictions are counted by, and the edges of the histogram of what they miss.
OUTCOMES: Final = ("usual", "unusual", "unknown")
BUCKETS: Final = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0)
# The field of an answer whose distribution is watched, beside those of the components.
WATCHED: Final = "reconstruction_error"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (EMBEDDING, {"type": "array", "items": {"type": "double"}}),
    (EMBEDDING_VERSION, {"type": "long"}),
    (SCORE, {"type": "double"}),
    (UNUSUAL, {"type": "boolean"}),
)


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    embedding: tuple[float, ...] | None
    """The components, by the axes of the version; None, never zeros, when they are not known."""
    embedding_version: int | None
    """Components of one version can be compared with each other, whichever model gave them."""
    reconstruction_error: Annotated[float, msgspec.Meta(ge=0)] | None
    """What the components miss of the record, as a share of what is usual to differ."""
    unusual: bool | None
    """Whether they miss more of it than of 99 of 100."""


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the components, from rows that the model has not seen; part of the manifest."""

    components: int = 0
    """How many numbers remain."""
    usual: float = 0.0
    """What the components miss of 99 of 100 rows at most."""
    axes: tuple[Histogram, ...] = ()
    """The distribution of each component."""
    version: int = 1
    """Of the axes; the next one where they are no longer those of the champion."""
    follows: str = ""
    """The champion whose axes were kept; empty for the first."""
    moved: float = 0.0
    """How far rows have moved from where the champion has them, relative to how far they lie apart."""

    def scores(self, raw: Scores) -> Scores:
        """The answers of the graph, as they are."""
        return raw

    def embedding(self, raw: Scores) -> Scores:
        """The components of each row."""
        return raw[:, : self.components]

    def unusual(self, raw: Scores) -> NDArray[np.bool_]:
        """Whether the components miss more of each row than is usual."""
        far: NDArray[np.bool_] = watched(raw) > self.usual
        return far

    def rows(self, raw: Scores) -> list[Row]:
        """The fields of each answer."""
        embedding = [tuple(row) for row in self.embedding(raw).tolist()]
        versions = [self.version] * len(embedding)
        return list(zip(embedding, versions, watched(raw).tolist(), self.unusual(raw).tolist(), strict=True))

    def columns(self, raw: Scores) -> dict[str, pl.Series]:
        """The answers as columns of a table, the components as a list of fixed length."""
        embedding = np.ascontiguousarray(self.embedding(raw))
        return {
            EMBEDDING: pl.Series(embedding, dtype=pl.Array(pl.Float64, self.components)),
            EMBEDDING_VERSION: pl.Series(np.full(len(raw), self.version)),
            SCORE: pl.Series(watched(raw)),
            UNUSUAL: pl.Series(self.unusual(raw)),
        }

    @property
    def histograms(self) -> dict[str, Histogram]:
        """The distribution of each component, by its name in reports."""
        return {f"{EMBEDDING}_{place}": histogram for place, histogram in enumerate(self.axes, 1)}

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"components": str(self.components), "embedding_version": str(self.version)}


def by_rule(values: Scores) -> list[Row]:
    """The fields of answers without a model: nothing stands for components that are not known."""
    return [(None, None, None, None) for _ in values]


def watched(raw: Scores) -> Scores:
    """The number of each answer whose distribution is watched."""
    return Placed.of(raw).error


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[2] if row[3] is None else OUTCOMES[row[3]]
