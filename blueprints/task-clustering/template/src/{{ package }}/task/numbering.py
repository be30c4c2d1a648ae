"""Segments keep their numbers: a new model's clusters are matched with the champion's on the same rows.

Source: Kuhn 1955, the assignment of largest total overlap. It asks for assignments only, so the two models
may differ in anything: encoders, columns, number of clusters. A number is never given to another segment.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment

from ..artifacts.model_store import NoModelError, folder_of
from ..config.errors import CorruptArtefactError
from ..inference.predictor import Scorer
from .answers import Head
from .groups import Placed
from .metrics import Clusters, Scores


def numbered(head: Head, frame: pl.DataFrame, raw: Scores, models: Path) -> Head:
    """The head with the champion's numbers for those who are alike; as it is where there is no champion.

    A champion that reads other columns says nothing of these rows: all numbers are new then.
    """
    try:
        champion = Scorer(folder_of("champion", models))
    except (NoModelError, CorruptArtefactError):
        return head
    manifest, segments = champion.manifest, np.zeros(frame.height, np.int64)
    if {feature.name for feature in manifest.features} <= set(frame.columns):
        segments = manifest.head.segments(champion.score_frame(frame))
    return continued(head, Placed.of(raw).clusters, manifest.head, segments, manifest.version)


def continued(head: Head, clusters: Clusters, before: Head, segments: Clusters, version: str) -> Head:
    """The head with the numbers of the champion, whose segments of the same rows are given.

    A cluster that matches none gets a number that none has had.
    """
    known, places = np.unique(segments, return_inverse=True)
    shared = np.zeros((len(head.numbers), len(known)), np.int64)
    np.add.at(shared, (clusters, places), 1)
    numbers = [0] * len(head.numbers)
    for cluster, place in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[cluster, place]:
            numbers[cluster] = int(known[place])
    following = before.next_number
    for cluster, number in enumerate(numbers):
        if not number:
            numbers[cluster], following = following, following + 1
    kept = float((np.array(numbers)[clusters] == segments).mean())
    return msgspec.structs.replace(
        head, numbers=tuple(numbers), next_number=following, follows=version, kept=kept
    )
