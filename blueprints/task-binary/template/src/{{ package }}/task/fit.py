"""Fitting what the task adds to the model, on rows that the model has not seen."""

from __future__ import annotations

from .answers import Head
from .calibration_fit import calibrate
from .decision import choose_threshold
from .metrics import Labels, Scores


def fit_head(labels: Labels, raw: Scores) -> tuple[Head, Scores]:
    """Calibration and threshold, and the probabilities that the calibration gives to these rows.

    Raises:
        CalibrationError: when the rows are too few for the declared calibration.
    """
    calibration, probabilities = calibrate(labels, raw)
    return Head(calibration, choose_threshold(labels, probabilities)), probabilities
