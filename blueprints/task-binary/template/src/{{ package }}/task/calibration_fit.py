"""Fitting the calibration map, on rows that the model was not fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from .calibration import Calibration, Isotonic, Platt, Uncalibrated, logit
from .metrics import Labels, Scores

# With fewer positives the free form of isotonic regression overfits and two parameters do better.
# Source: Niculescu-Mizil & Caruana 2005, "Predicting good probabilities with supervised learning".
ISOTONIC_FROM: Final = 1000


def fit_auto(labels: Labels, scores: Scores) -> Calibration:
    """Two parameters for few positives, the free form for many."""
    return fit_platt(labels, scores) if labels.sum() < ISOTONIC_FROM else fit_isotonic(labels, scores)


def fit_platt(labels: Labels, scores: Scores) -> Platt:
    """A logistic map of the log odds; it also undoes the shift that class weights leave."""
    fitted = LogisticRegression(C=float("inf")).fit(logit(scores).reshape(-1, 1), labels)
    return Platt(slope=float(fitted.coef_[0, 0]), intercept=float(fitted.intercept_[0]))


def fit_isotonic(labels: Labels, scores: Scores) -> Isotonic:
    """The non-decreasing map of least squared error."""
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0).fit(scores, labels)
    return Isotonic(
        scores=tuple(fitted.X_thresholds_.tolist()), probabilities=tuple(fitted.y_thresholds_.tolist())
    )


FIT: Final[Mapping[str, Callable[[Labels, Scores], Calibration]]] = {
    "auto": fit_auto,
    "isotonic": fit_isotonic,
    "none": lambda labels, scores: Uncalibrated(),
    "platt": fit_platt,
}
