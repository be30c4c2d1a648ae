"""What the task adds to the model: how much it explores, and how often each action is taken."""

from __future__ import annotations

import numpy as np

from .answers import Head
from .metrics import Labels, Scores
from .policy import chances


def fit_head(_: Labels, raw: Scores) -> tuple[Head, Scores]:
    """The head, and what it makes of these rewards."""
    taken = chances(raw).sum(axis=0).round().astype(np.int64)
    head = Head(taken=tuple(taken.tolist()))
    return head, head.scores(raw)
