"""Gates that only this task has: on structure, sizes, and numbers that people know."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from ..config import design
from ..data.split import Parts
from ..evaluation.bootstrap import lower_bound
from ..evaluation.results import Gate, at_least, at_most
from .groups import explained
from .predictions import Predictions

CONFIDENCE: Final = 0.95
# By as much a grouping exceeds that of rows without structure.
ABOVE_NULL: Final = 0.05
STEADIER: Final = 0.1
# Standard errors by which shares may be off, by chance.
ERRORS: Final = 4.0
# Three times as many as there should be: the clusters are those of other rows.
MAX_OUTLIERS: Final = 0.03
MIN_KEPT: Final = 0.9


def label_gates(parts: Parts) -> Iterator[Gate]:
    """None: there is no label."""
    yield from ()


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """More structure than noise has, no cluster too small or grown, numbers that stay."""
    yield from structure(model)
    yield from sizes(model)
    follows = model.head.follows
    detail = f"rows whose segment is that of {follows}" if follows else "the first segments"
    yield at_least("segments.kept", "deployment.promotion", model.head.kept, MIN_KEPT, detail)


def structure(model: Predictions) -> Iterator[Gate]:
    """The same method on the same rows with every column shuffled by itself must do clearly worse."""
    null, rows = model.null, len(model.labels)
    bound = lower_bound(lambda drawn: float(model.silhouettes[drawn].mean()), rows, CONFIDENCE)
    name, share = next(iter(explained(model.coordinates, model.clusters).items()))
    detail = (
        f"at least {bound:.3f}, shuffled columns have {null.silhouette:.3f}; "
        f"the clusters explain {share:.0%} of {name}, more than of any other column"
    )
    yield at_least("structure.silhouette", "task.type", bound - null.silhouette, ABOVE_NULL, detail)
    steadier = float(model.agreements.mean()) - null.stability
    detail = f"the worst of {len(model.agreements)} resamples agrees {model.agreements.min():.2f}"
    detail += f"; shuffled columns agree {null.stability:.2f} in the mean"
    yield at_least("structure.stability", "task.type", steadier, STEADIER, detail)


def sizes(model: Predictions) -> Iterator[Gate]:
    """No cluster is smaller than declared, up to chance; held-out shares are those of the training."""
    rows, counts = len(model.labels), np.array(model.head.counts)
    shares, before = model.sizes / rows, counts / counts.sum()
    needed = design.MIN_CLUSTER_SIZE * design.SPLIT.test / rows
    bound = max(0.0, needed - ERRORS * math.sqrt(needed * max(0.0, 1 - needed) / rows))
    detail = f"share of the smallest; {design.MIN_CLUSTER_SIZE:,} rows of the table are asked for"
    yield at_least("clusters.smallest", "task.min_cluster_size", float(shares.min()), bound, detail)
    error = np.sqrt(before * (1 - before) * (1 / rows + 1 / counts.sum()))
    off = np.abs(shares - before) / error
    worst = int(off.argmax())
    detail = (
        f"standard errors that segment {model.head.numbers[worst]} is off: "
        f"{shares[worst]:.1%} of these rows, {before[worst]:.1%} at training"
    )
    yield at_most("clusters.shares", "task.type", float(off.max()), ERRORS, detail)
    far = float(model.head.outliers(model.scores).mean())
    yield at_most("clusters.outliers", "task.type", far, MAX_OUTLIERS, "one of a hundred is expected")
