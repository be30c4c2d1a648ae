"""Gates that only this task has: lists stand in one part, and no single column orders them as well."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from ..data.contract import MODEL_FEATURES, QUERY
from ..data.split import Parts
from ..evaluation.bootstrap import Rows, lower_bound
from ..evaluation.results import Gate, at_most
from .metrics import PRIMARY
from .predictions import Predictions

CONFIDENCE: Final = 0.95


def label_gates(parts: Parts) -> Iterator[Gate]:
    """No list is torn apart: its items in training would tell the order of those in the test."""
    others = pl.concat([parts.train.select(QUERY), parts.validation.select(QUERY)]).unique()
    torn = parts.test.join(others, on=QUERY, how="semi", nulls_equal=True)[QUERY].n_unique()
    detail = "queries of the test part of which training has seen items"
    yield at_most("lists.whole", "data.keys.group", torn, 0, detail)


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """The model is better than the best order by one column, beyond chance, on the same queries.

    The column is chosen on the test lists themselves, which is in its favour.
    """
    columns = by_one_column(model)
    best = max(columns, key=lambda name: columns[name].value(PRIMARY))
    rival = columns[best]

    def advantage(rows: Rows | slice) -> float:
        return model.value(PRIMARY, rows) - rival.value(PRIMARY, rows)

    bound = lower_bound(advantage, len(model.labels), CONFIDENCE) if model.is_enough else math.nan
    detail = (
        f"{PRIMARY.name} is {advantage(slice(None)):+.3f} against {rival.value(PRIMARY):.3f} of {best}, "
        f"at least {bound:+.3f} with {CONFIDENCE:.0%} confidence; {model.support}"
    )
    # As good as one column is not better: 0 does not pass.
    yield Gate("lists.one_column", "task.type", bool(bound > 0), bound, 0.0, detail)


def by_one_column(model: Predictions) -> dict[str, Predictions]:
    """The same lists in the order of each number or flag, rising and falling; null stands in the middle."""
    found = {}
    for feature in MODEL_FEATURES:
        if feature.kind != "categorical":
            column = model.frame[feature.name].cast(pl.Float64)
            values = column.fill_null(column.median()).fill_null(0.0).to_numpy()
            found[f"{feature.name}, highest first"] = model.answering(values)
            found[f"{feature.name}, lowest first"] = model.answering(-values)
    return found or {"chance": model.answering(np.zeros(model.frame.height))}
