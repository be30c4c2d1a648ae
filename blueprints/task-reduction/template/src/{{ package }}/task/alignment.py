"""Consumers of an embedding learn by its axes: a new model's are turned onto those of the champion.

Components that were fitted again are the same up to signs, order and rotation; to whoever has stored the old
ones, or has a model on them, the new ones are noise. The rotation becomes part of the linear map.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import polars as pl

from ..artifacts.model_store import NoModelError, folder_of
from ..config.errors import CorruptArtefactError
from ..inference.predictor import Scorer
from ..training.model_selection import Selection
from .answers import Head
from .components import MAX_MOVED, Placed, difference
from .space import Scores


def aligned(selection: Selection, models: Path) -> Selection:
    """The selected model with the champion's axes; as it is where there is none of as many components."""
    champion = known(models, selection.held_out)
    if champion is None:
        return selection
    before = champion.manifest.head.embedding(champion.score_frame(selection.held_out))
    after = Placed.of(selection.scores).embedding
    if before.shape != after.shape:
        return selection
    estimator = selection.candidate.estimator.turned(after, before)
    candidate = replace(selection.candidate, estimator=estimator)
    return replace(selection, candidate=candidate, scores=candidate.scores(selection.held_out))


def versioned(head: Head, frame: pl.DataFrame, raw: Scores, models: Path) -> Head:
    """The head with the champion's version, or the next one where rows are no longer where they were."""
    try:
        before = Scorer(folder_of("champion", models)).manifest
    except (NoModelError, CorruptArtefactError):
        return head
    moved, champion = 1.0, known(models, frame)
    if champion is not None and before.head.components == head.components:
        moved = difference(head.embedding(raw), before.head.embedding(champion.score_frame(frame)))
    version = before.head.version + (moved > MAX_MOVED)
    return msgspec.structs.replace(head, version=version, follows=before.version, moved=moved)


def known(models: Path, frame: pl.DataFrame) -> Scorer | None:
    """The champion, where there is one that reads these rows."""
    try:
        champion = Scorer(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return None
    inputs = {feature.name for feature in champion.manifest.features}
    return champion if inputs <= set(frame.columns) else None
