"""Gates that only this task has: on structure, axes that come out again, and axes that consumers know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data.split import Parts
from ..evaluation.bootstrap import lower_bound
from ..evaluation.results import Gate, at_least, at_most
from .components import MAX_MOVED
from .metrics import explained
from .predictions import Predictions

CONFIDENCE: Final = 0.95
# By as much components exceed those of rows without structure.
ABOVE_NULL: Final = 0.05
CLOSER: Final = 0.005
# Rows that the components were not fitted on keep nearly as much.
MAX_GAP: Final = 0.02
# Three times as many as there should be: the rows are not those of the training.
MAX_UNUSUAL: Final = 0.03


def label_gates(parts: Parts) -> Iterator[Gate]:
    """None: there is no label."""
    yield from ()


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """More structure than noise has, components that are steady, keep enough, and stay."""
    yield from structure(model)
    yield usual(model)
    if design.EXPLAINED_VARIANCE is not None:
        yield kept(model, design.EXPLAINED_VARIANCE)
    head = model.head
    detail = f"how far rows have moved from {head.follows}" if head.follows else "the first components"
    yield at_most("embedding.kept", "deployment.promotion", head.moved, MAX_MOVED, detail)


def structure(model: Predictions) -> Iterator[Gate]:
    """The same method on the same rows with every column shuffled by itself must do clearly worse."""
    placed, null, rows = model.placed, model.null, len(model.labels)
    keeps = lower_bound(lambda at: explained(placed.coordinates[at], placed.error[at]), rows, CONFIDENCE)
    detail = f"variance explained, at least {keeps:.3f}; shuffled columns have {null.explained:.3f}"
    yield at_least("structure.variance", "task.type", keeps - null.explained, ABOVE_NULL, detail)
    near = lower_bound(lambda at: float(np.nanmean(model.trust[at])), rows, CONFIDENCE)
    detail = f"trustworthiness, at least {near:.4f}; shuffled columns have {null.trustworthiness:.4f}"
    yield at_least("structure.neighbours", "task.type", near - null.trustworthiness, CLOSER, detail)
    differs = float(model.differences.mean())
    detail = (
        f"how far components of resamples differ, turned onto these; the worst of {len(model.differences)} "
        f"by {model.differences.max():.3f}"
    )
    yield at_most("components.stability", "task.type", differs, MAX_MOVED, detail)


def usual(model: Predictions) -> Gate:
    """The components miss no more of these rows than of those that the bound was told by."""
    share = float(model.head.unusual(model.scores).mean())
    return at_most("rows.unusual", "task.type", share, MAX_UNUSUAL, "one of a hundred is expected")


def kept(model: Predictions, declared: float) -> Gate:
    """The declared share of variance is kept of new rows too, but for a little."""
    value = explained(model.placed.coordinates, model.placed.error)
    detail = f"variance explained by {model.head.components} components; {declared:.1%} are asked for"
    return at_least("variance.kept", "task.explained_variance", value, declared - MAX_GAP, detail)
