"""Gates that only this task has: on what pretraining is worth, and on a space that is used and stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..config import design
from ..data.contract import MODEL_FEATURES
from ..data.split import Parts
from ..evaluation.results import Gate, at_least, at_most
from .components import MAX_MOVED
from .predictions import Predictions
from .probe import effective_rank, gain

# Three times as many as there should be: the rows are not those of the training.
MAX_UNUSUAL: Final = 0.03
# A collapsed encoder answers nearly the same for every row.
MIN_RANK: Final = min(5.0, design.COMPONENTS / 2)


def label_gates(parts: Parts) -> Iterator[Gate]:
    """The label of the probe is no input."""
    seen = sum(feature.name == design.PROBE_LABEL for feature in MODEL_FEATURES)
    yield at_most("probe.label", "task.downstream.label", seen, 0, f"inputs that are {design.PROBE_LABEL}")


def decision_gates(model: Predictions) -> Iterator[Gate]:
    """A probe that gains, an embedding that has not collapsed, usual rows, and axes that stay."""
    yield probed(model)
    rank = effective_rank(model.placed.embedding)
    detail = f"directions that {model.head.components} numbers use"
    yield at_least("embedding.rank", "task.dimensions", rank, MIN_RANK, detail)
    yield usual(model)
    head = model.head
    detail = f"how far rows have moved from {head.follows}" if head.follows else "the first embedding"
    yield at_most("embedding.kept", "deployment.promotion", head.moved, MAX_MOVED, detail)


def probed(model: Predictions) -> Gate:
    """Heads have not become worse on the test rows by the pretraining; training has shown the gain before."""
    probe = model.parameters.get("pretraining", {"accepted": False, "gain": 0.0, "low": 0.0, "high": 0.0})
    if not probe["accepted"]:
        told = f"pretraining is refused: {probe['gain']:+.3f} ({probe['low']:+.3f} to {probe['high']:+.3f})"
        return at_least("probe.gain", "task.downstream", 0.0, 0.0, f"{told}; components are served")
    found = gain(model.placed, model.labels)
    detail = f"accuracy of heads on {design.PROBE_LABELS} labels over columns as they are, {found}"
    return at_least("probe.gain", "task.downstream", found.value, 0.0, detail)


def usual(model: Predictions) -> Gate:
    """The embedding misses no more of these rows than of those that the bound was told by."""
    share = float(model.head.unusual(model.scores).mean())
    return at_most("rows.unusual", "task.type", share, MAX_UNUSUAL, "one of a hundred is expected")
