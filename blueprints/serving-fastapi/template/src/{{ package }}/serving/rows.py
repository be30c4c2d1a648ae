"""Decoded records as the arrays that the model and the fallback take."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

import numpy as np

from ..data.contract import MODEL_FEATURES
from ..inference.predictor import NULL_TEXT, Scorer, Tensors
from ..task.baselines import Baseline
from ..task.calibration import FloatArray
from .payload import Record


def to_tensors(records: Sequence[Record], scorer: Scorer) -> Tensors:
    """The model's two input tensors."""
    manifest = scorer.manifest
    numbers = np.array(rows_of(records, manifest.numeric), np.float32)
    texts = np.array(rows_of(records, manifest.categorical), np.object_)
    texts[texts == None] = NULL_TEXT  # noqa: E711 (element by element)
    return numbers.reshape(len(records), -1), texts.reshape(len(records), -1)


def rows_of(records: Sequence[Record], names: Sequence[str]) -> list[tuple[object, ...]]:
    """The named fields of each record."""
    if len(names) < 2:  # attrgetter of one name answers the bare value
        return [tuple(getattr(record, name) for name in names) for record in records]
    return list(map(attrgetter(*names), records))


# Rules combine flags with `&`, so a flag is a boolean to them.
RULE_DTYPES: Final = {"categorical": np.object_, "boolean": np.bool_}


def baseline_scores(records: Sequence[Record], baseline: Baseline) -> FloatArray:
    """A baseline's scores."""
    columns = {}
    for feature in MODEL_FEATURES:
        values = [getattr(record, feature.name) for record in records]
        columns[feature.name] = np.array(values, RULE_DTYPES.get(feature.kind, np.float64))
    return baseline(columns)
