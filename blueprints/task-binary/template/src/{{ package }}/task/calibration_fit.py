"""Fitting the calibration map, on rows that the model was not fitted on, and only where one helps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression

from ..config import design
from ..config.errors import OperatorError
from ..config.types import Metric
from .calibration import Calibration, Isotonic, Platt, Uncalibrated, logit
from .metrics import PRIMARY, Labels, Scores, measure

Fit: TypeAlias = Callable[[Labels, Scores], Calibration]

# Of the rarer class; two parameters from fewer are noise.
MIN_PLATT: Final = 20
# A free form needs more: below, it is worse than two parameters on most tables.
# Source: Niculescu-Mizil & Caruana 2005, "Predicting good probabilities with supervised learning".
MIN_ISOTONIC_ROWS: Final = 1_000
MIN_ISOTONIC: Final = 100
# A slope beyond says that the rows are separable, not how sure the model may be.
SLOPES: Final = (0.05, 5.0)
FOLDS: Final = 5


class CalibrationError(OperatorError):
    """Too few rows for the declared calibration."""


def fit_platt(labels: Labels, scores: Scores) -> Platt:
    """A logistic map of the log odds; it also undoes the shift that class weights leave.

    The targets are drawn in from 0 and 1 as if each class had been seen once more, which keeps the
    map finite where the scores separate the classes. Source: Platt 1999, section 2.2.
    """
    odds, positives = logit(scores), int(labels.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(labels) - positives + 2)
    target = np.where(labels == 1, high, low)

    def loss(parameters: Scores) -> tuple[float, Scores]:
        mapped = parameters[0] * odds + parameters[1]
        gap = 1 / (1 + np.exp(-mapped)) - target
        value = float(np.mean(np.logaddexp(0, mapped) - target * mapped))
        return value, np.array([np.mean(gap * odds), np.mean(gap)])

    found = minimize(loss, [1.0, 0.0], jac=True, bounds=[SLOPES, (None, None)], method="L-BFGS-B")
    return Platt(slope=float(found.x[0]), intercept=float(found.x[1]))


def fit_isotonic(labels: Labels, scores: Scores) -> Isotonic:
    """The non-decreasing map of least squared error, which never answers exactly 0 or 1.

    At each end stand a positive and a negative row of half a weight.
    """
    ends, truth = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 1, 0, 1])
    weights = np.append(np.ones(len(scores)), np.full(4, 0.5))
    model = IsotonicRegression(y_min=0.0, y_max=1.0)
    fitted = model.fit(np.append(scores, ends), np.append(labels, truth), sample_weight=weights)
    return Isotonic(
        scores=tuple(fitted.X_thresholds_.tolist()), probabilities=tuple(fitted.y_thresholds_.tolist())
    )


def fit_none(labels: Labels, scores: Scores) -> Uncalibrated:
    """The scores as they are."""
    return Uncalibrated()


DECLARED: Final[Mapping[str, Fit]] = {"isotonic": fit_isotonic, "none": fit_none, "platt": fit_platt}


def calibrate(labels: Labels, scores: Scores) -> tuple[Calibration, Scores]:
    """The map, and for each row the probability by a map that was not fitted on it.

    The threshold of the decision is chosen on the latter, else it fits the errors of the map.

    Raises:
        CalibrationError: when the design asks for a map that the rows are too few for.
    """
    if design.CALIBRATION == "auto":
        fit = best_fit(labels, scores)
    else:
        fit = DECLARED[design.CALIBRATION]
        if fit is not fit_none and rarer(labels) < MIN_PLATT:
            raise CalibrationError(
                f"model.calibration {design.CALIBRATION} needs {MIN_PLATT} rows of each class that the model "
                f"was not fitted on, there are {rarer(labels)} of the rarer one: gather more, or declare none"
            )
    return fit(labels, scores), crossfit(labels, scores, fit)


def best_fit(labels: Labels, scores: Scores, metric: Metric = PRIMARY) -> Fit:
    """None or Platt's map, whichever foretells rows better that it was not fitted on; rarely the free form.

    The free form has to beat both by a standard error, and must not cost anything in the metric
    that the design optimizes, for it makes unequal scores equal.
    """
    if rarer(labels) < MIN_PLATT:
        return fit_none
    raw, platt = surprise(labels, scores), surprise(labels, crossfit(labels, scores, fit_platt))
    best, losses = (fit_platt, platt) if platt.mean() < raw.mean() else (fit_none, raw)
    if len(labels) < MIN_ISOTONIC_ROWS or rarer(labels) < MIN_ISOTONIC:
        return best
    free = crossfit(labels, scores, fit_isotonic)
    gain = losses - surprise(labels, free)
    cost = metric.sign * (measure(metric, labels, scores, 0.5) - measure(metric, labels, free, 0.5))
    beats = gain.mean() > gain.std() / math.sqrt(len(gain)) and cost <= 0
    return fit_isotonic if beats else best


def crossfit(labels: Labels, scores: Scores, fit: Fit) -> Scores:
    """For each row the answer of a map that was fitted on the other folds."""
    fold = np.empty(len(labels), np.int64)
    draw = np.random.default_rng(design.SEED)
    for value in (0, 1):
        rows = np.flatnonzero(labels == value)
        fold[draw.permutation(rows)] = np.arange(len(rows)) % FOLDS
    answers = np.empty(len(labels))
    for number in range(FOLDS):
        answers[fold == number] = fit(labels[fold != number], scores[fold != number])(scores[fold == number])
    return answers


def surprise(labels: Labels, probabilities: Scores) -> Scores:
    """The log loss of each row, in nats."""
    likelihood = np.where(labels == 1, probabilities, 1 - probabilities)
    loss: Scores = -np.log(np.clip(likelihood, np.finfo(np.float64).eps, 1))
    return loss


def rarer(labels: Labels) -> int:
    """Rows of the rarer class."""
    positives = int(labels.sum())
    return min(positives, len(labels) - positives)
