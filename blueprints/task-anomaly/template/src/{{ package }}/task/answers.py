"""What is answered: a score, whether it raises an alert, how rare it is, and which columns are odd."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..data.contract import ALERT, MODEL_FEATURES, REASON, SCORE
from .metrics import Scores


class Reason(msgspec.Struct, frozen=True, gc=False):
    """A column and how far its value is off."""

    feature: str
    deviation: Annotated[
        float, msgspec.Meta(ge=0, description="Distance from the median, in robust standard deviations.")
    ]


Row: TypeAlias = tuple[float | None, bool, float | None, tuple[Reason, ...]]
"""The fields of an `Answer`."""

# The columns behind the score, in the order of the graph.
DEVIATIONS: Final = tuple(
    feature.name
    for kind in (False, True)
    for feature in MODEL_FEATURES
    if (feature.kind == "categorical") == kind
)
# Smaller deviations are no reason for anything.
ODD: Final = 3.0
SHOWN: Final = 3
# What predictions are counted by, and the edges of the histogram of their scores.
OUTCOMES: Final = ("normal", "alert")
BUCKETS: Final = tuple(edge / 10 for edge in range(1, 11))
# The field of an answer whose distribution is watched.
WATCHED: Final = "score"
# Columns of a batch and of the MLflow model, with their types there.
COLUMNS: Final = ((SCORE, "double"), (ALERT, "boolean"), (REASON, "string"))


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What is answered for a record."""

    score: float | None
    """The higher, the odder; None when the fallback answered, which is not to say normal."""
    alert: bool
    tail: float | None
    """Share of usual records that score higher."""
    reasons: tuple[Reason, ...]
    """The oddest columns, the oddest first; none where only their combination is odd."""


class Head(msgspec.Struct, frozen=True):
    """What the task adds to the model, fitted on rows that the model has not seen; part of the manifest."""

    threshold: float
    """An alert is raised above it."""
    knots: tuple[float, ...] = ()
    """Scores, ascending."""
    tails: tuple[float, ...] = ()
    """For each knot the share of rows that score higher."""

    def scores(self, raw: Scores) -> Scores:
        """The scores of the graph, as they are."""
        return raw

    def alerts(self, scores: Scores) -> NDArray[np.bool_]:
        """Whether each row raises an alert; a row on the threshold does not, so that ties raise too few."""
        alerts: NDArray[np.bool_] = scores[:, 0] > self.threshold
        return alerts

    def rows(self, scores: Scores) -> list[Row]:
        """The fields of each answer."""
        alerts = self.alerts(scores).tolist()
        if not self.knots:
            return [(None, alert, None, ()) for alert in alerts]
        tails = np.interp(scores[:, 0], self.knots, self.tails).tolist()
        told = zip(scores[:, 0].tolist(), alerts, tails, scores[:, 1:], strict=True)
        return [(score, alert, tail, reasons(deviations)) for score, alert, tail, deviations in told]

    def columns(self, scores: Scores) -> dict[str, pl.Series]:
        """The answers as columns of a table, with the oddest column of each row."""
        oddest, usual = scores[:, 1:].argmax(axis=1), scores[:, 1:].max(axis=1) < ODD
        return {
            SCORE: pl.Series(scores[:, 0]),
            ALERT: pl.Series(self.alerts(scores)),
            REASON: pl.Series(DEVIATIONS)[oddest].set(pl.Series(usual), None),
        }

    def facts(self) -> dict[str, float | str]:
        """What to tell about it."""
        return {"threshold": self.threshold}


def reasons(deviations: Scores) -> tuple[Reason, ...]:
    """The oddest columns of a row."""
    oddest = np.argsort(-deviations, kind="stable")[:SHOWN].tolist()
    return tuple(
        Reason(DEVIATIONS[place], float(deviations[place])) for place in oddest if deviations[place] >= ODD
    )


# A rule says yes or no, and has no score.
BASELINE: Final = Head(0.5)


def by_rule(values: Scores) -> list[Row]:
    """The fields of the answers that a baseline gives."""
    return BASELINE.rows(values[:, None])


def watched(scores: Scores) -> Scores:
    """The number of each answer whose distribution is watched."""
    return scores[:, 0]


def outcome(row: Row) -> str:
    """What a prediction is counted by."""
    return OUTCOMES[row[1]]
