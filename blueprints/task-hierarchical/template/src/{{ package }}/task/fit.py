"""Fitting what the task adds to the model, on rows that the model has not seen."""

from __future__ import annotations

import numpy as np

from ..models.per_parent import MIN_ROWS
from .answers import Head
from .calibration_fit import calibrate
from .metrics import Labels, Scores
from .tree import LEAVES


def fit_head(labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """The calibration, the leaves that are too rare, and the probabilities that it gives to these rows."""
    calibration, probabilities = calibrate(labels, raw)
    counts = np.bincount(labels, minlength=len(LEAVES))
    rare = tuple(LEAVES[place] for place in np.flatnonzero(counts < MIN_ROWS))
    return Head(calibration, rare=rare), probabilities
