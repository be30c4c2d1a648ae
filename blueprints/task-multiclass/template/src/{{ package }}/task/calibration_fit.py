"""Fitting the calibration, on rows that the model was not fitted on, and only where it helps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from scipy.optimize import minimize

from ..config import design
from .calibration import Scaling, logarithms, softmax, uncalibrated
from .metrics import Labels, Scores

Fit: TypeAlias = Callable[[Labels, Scores], Scaling]

# Rows of each class; fewer leave the parameters to chance.
MIN_TEMPERATURE: Final = 5
MIN_VECTOR: Final = 50
# A slope beyond says that the rows are separable, not how sure the model may be.
SLOPES: Final = (0.05, 5.0)
# What draws the parameters of vector scaling to those that change nothing, as a share of a row's loss.
PENALTY: Final = 1.0
FOLDS: Final = 5


def fit_none(labels: Labels, scores: Scores) -> Scaling:
    """The scores as they are."""
    return uncalibrated(scores.shape[1])


def fit_temperature(labels: Labels, scores: Scores) -> Scaling:
    """One slope for all classes, by maximum likelihood."""
    classes, logs = scores.shape[1], logarithms(scores)

    def loss(parameters: Scores) -> float:
        return float(surprise(labels, softmax(parameters[0] * logs)).mean())

    found = minimize(loss, [1.0], bounds=[SLOPES], method="L-BFGS-B")
    return Scaling("temperature", (float(found.x[0]),) * classes, (0.0,) * classes)


def fit_vector(labels: Labels, scores: Scores) -> Scaling:
    """A slope and an intercept for each class, by maximum likelihood with a penalty on what they change."""
    classes, logs = scores.shape[1], logarithms(scores)
    truth = np.eye(classes)[labels]
    identity = np.append(np.ones(classes), np.zeros(classes))

    def loss(parameters: Scores) -> tuple[float, Scores]:
        answers = softmax(parameters[:classes] * logs + parameters[classes:])
        gap, change = answers - truth, parameters - identity
        value = surprise(labels, answers).sum() + PENALTY / 2 * (change**2).sum()
        slope = np.append((gap * logs).sum(axis=0), gap.sum(axis=0)) + PENALTY * change
        return float(value / len(labels)), slope / len(labels)

    bounds = [SLOPES] * classes + [(None, None)] * classes
    found = minimize(loss, identity, jac=True, bounds=bounds, method="L-BFGS-B")
    return Scaling("vector", tuple(found.x[:classes].tolist()), tuple(found.x[classes:].tolist()))


def calibrate(labels: Labels, scores: Scores) -> tuple[Scaling, Scores]:
    """The calibration, and for each row the probabilities by one that was not fitted on it."""
    fit = best_fit(labels, scores) if design.CALIBRATION == "auto" else fit_none
    return fit(labels, scores), crossfit(labels, scores, fit)


def best_fit(labels: Labels, scores: Scores) -> Fit:
    """Whichever foretells rows best that it was not fitted on, of those that the rows can carry."""
    rarest = int(np.bincount(labels, minlength=scores.shape[1]).min())
    fits = [fit_none]
    if rarest >= MIN_TEMPERATURE:
        fits.append(fit_temperature)
    if rarest >= MIN_VECTOR:
        fits.append(fit_vector)
    losses = [surprise(labels, crossfit(labels, scores, fit)).mean() for fit in fits]
    return fits[int(np.argmin(losses))]


def crossfit(labels: Labels, scores: Scores, fit: Fit) -> Scores:
    """For each row the answer of a calibration that was fitted on the other folds."""
    fold = np.empty(len(labels), np.int64)
    draw = np.random.default_rng(design.SEED)
    for value in np.unique(labels):
        rows = np.flatnonzero(labels == value)
        fold[draw.permutation(rows)] = np.arange(len(rows)) % FOLDS
    answers = np.empty(scores.shape)
    for number in range(FOLDS):
        answers[fold == number] = fit(labels[fold != number], scores[fold != number])(scores[fold == number])
    return answers


def surprise(labels: Labels, probabilities: Scores) -> Scores:
    """The log loss of each row, in nats."""
    likelihood = probabilities[np.arange(len(labels)), labels]
    loss: Scores = -np.log(np.clip(likelihood, np.finfo(np.float64).eps, 1))
    return loss
