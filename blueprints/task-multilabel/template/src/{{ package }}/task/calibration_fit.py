"""Fitting the calibration of each class, on rows that are new to the model, and only where it helps."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.optimize import minimize

from ..config import design
from .calibration import Scaling, logit
from .metrics import Labels, Scores

# Rows in which a class holds, and in which it does not; two parameters from fewer are noise.
MIN_ROWS: Final = 20
# A slope beyond says that the rows are separable, not how sure the model may be.
SLOPES: Final = (0.05, 5.0)
FOLDS: Final = 5
UNCHANGED: Final = (1.0, 0.0)


def calibrate(labels: Labels, scores: Scores) -> tuple[Scaling, Scores]:
    """The calibration, and for each row the probabilities by one that was not fitted on it.

    Thresholds are chosen on the latter, else they fit the errors of the calibration.
    """
    answers = scores.copy()
    maps = []
    for place in range(scores.shape[1]):
        known = labels[:, place] >= 0
        target, raw = labels[known, place], scores[known, place]
        helps = design.CALIBRATION != "none" and enough(target)
        others = crossfit(target, raw) if helps else raw
        if helps and (design.CALIBRATION == "platt" or surprise(target, others) < surprise(target, raw)):
            maps.append(fit_platt(target, raw))
            answers[known, place] = others
            answers[~known, place] = mapped(maps[-1], scores[~known, place])
        else:
            maps.append(UNCHANGED)
    slopes, intercepts = zip(*maps, strict=True)
    return Scaling(slopes, intercepts), answers


def enough(target: Labels) -> bool:
    """Whether the rows can carry two parameters."""
    return min(int(target.sum()), int((target == 0).sum())) >= MIN_ROWS


def fit_platt(target: Labels, scores: Scores) -> tuple[float, float]:
    """Slope and intercept by maximum likelihood, with targets drawn in from 0 and 1.

    As if each side had been seen once more, which keeps them finite where the scores separate the
    rows. Source: Platt 1999, section 2.2.
    """
    odds, positives = logit(scores), int(target.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(target) - positives + 2)
    wanted = np.where(target == 1, high, low)

    def loss(parameters: Scores) -> tuple[float, Scores]:
        value = parameters[0] * odds + parameters[1]
        gap = 1 / (1 + np.exp(-value)) - wanted
        return float(np.mean(np.logaddexp(0, value) - wanted * value)), np.array(
            [np.mean(gap * odds), np.mean(gap)]
        )

    found = minimize(loss, UNCHANGED, jac=True, bounds=[SLOPES, (None, None)], method="L-BFGS-B")
    return float(found.x[0]), float(found.x[1])


def crossfit(target: Labels, scores: Scores) -> Scores:
    """For each row the probability by a map that was fitted on the other folds."""
    fold, draw = np.empty(len(target), np.int64), np.random.default_rng(design.SEED)
    for value in (0, 1):
        rows = np.flatnonzero(target == value)
        fold[draw.permutation(rows)] = np.arange(len(rows)) % FOLDS
    answers = np.empty(len(target))
    for number in range(FOLDS):
        one = fit_platt(target[fold != number], scores[fold != number])
        answers[fold == number] = mapped(one, scores[fold == number])
    return answers


def mapped(one: tuple[float, float], scores: Scores) -> Scores:
    """The probabilities of one class."""
    return Scaling(one[:1], one[1:])(scores[:, None])[:, 0]


def surprise(target: Labels, probabilities: Scores) -> float:
    """The mean log loss, in nats."""
    likelihood = np.where(target == 1, probabilities, 1 - probabilities)
    return float(-np.log(np.clip(likelihood, np.finfo(np.float64).eps, 1)).mean())
