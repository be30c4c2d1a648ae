"""Fitting what the task adds to the model, on rows that the model has not seen."""

from __future__ import annotations

from .answers import Head
from .calibration_fit import calibrate
from .metrics import Labels, Scores
from .thresholds import thresholds


def fit_head(labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """Calibration and thresholds, and the probabilities that the former gives to these rows."""
    calibration, probabilities = calibrate(labels, raw)
    return Head(calibration, tuple(thresholds(labels, probabilities).tolist())), probabilities
