"""Fitting the calibration, on rows that the model was not fitted on, and only where it helps."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import minimize_scalar

from ..config import design
from .calibration import UNCALIBRATED, Scaling, logarithms, softmax
from .metrics import Labels, Scores

# Fewer rows leave the slope to chance.
MIN_ROWS: Final = 50
# A slope beyond says that the rows are separable, not how sure the model may be.
SLOPES: Final = (0.05, 5.0)
FOLDS: Final = 5


def calibrate(labels: Labels, scores: Scores) -> tuple[Scaling, Scores]:
    """The calibration, and for each row the probabilities by one that was not fitted on it."""
    if design.CALIBRATION == "none" or len(labels) < MIN_ROWS:
        return UNCALIBRATED, scores
    others = crossfit(labels, scores)
    if surprise(labels, others).mean() >= surprise(labels, scores).mean():
        return UNCALIBRATED, scores
    return fit_temperature(labels, scores), others


def fit_temperature(labels: Labels, scores: Scores) -> Scaling:
    """One slope for all leaves, by maximum likelihood."""
    logs = logarithms(scores)

    def loss(slope: float) -> float:
        return float(surprise(labels, softmax(slope * logs)).mean())

    found = minimize_scalar(loss, bounds=SLOPES, method="bounded")
    return Scaling("temperature", float(found.x))


def crossfit(labels: Labels, scores: Scores) -> Scores:
    """For each row the answer of a calibration that was fitted on the other folds."""
    fold = np.random.default_rng(design.SEED).permutation(len(labels)) % FOLDS
    answers = np.empty(scores.shape)
    for number in range(FOLDS):
        fitted = fit_temperature(labels[fold != number], scores[fold != number])
        answers[fold == number] = fitted(scores[fold == number])
    return answers


def surprise(labels: Labels, probabilities: Scores) -> Scores:
    """The log loss of each row, in nats."""
    likelihood = probabilities[np.arange(len(labels)), labels]
    loss: Scores = -np.log(np.clip(likelihood, np.finfo(np.float64).eps, 1))
    return loss
