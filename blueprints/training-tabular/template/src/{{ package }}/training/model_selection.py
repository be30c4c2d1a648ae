"""Climbing the model ladder: fit each rung, keep the simplest that the best does not clearly beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import optuna
import polars as pl

from ..config import design
from ..data.split import Parts
from ..evaluation import bootstrap
from ..features.preprocessing import model_input
from ..models.families import LADDER, Candidate, Parameters, Rung
from ..models.imbalance import rebalanced
from ..task.metrics import Labels, Scores, declared, measure
from ..task.target import labels

Progress = Callable[[str], None]

CHOSEN_BY: Final = declared(design.TUNING.metric)
SAMPLERS: Final = {"tpe": optuna.samplers.TPESampler, "random": optuna.samplers.RandomSampler}


def climb(parts: Parts, progress: Progress) -> tuple[Candidate, ...]:
    """Every rung of the ladder, tuned and fitted on the training rows."""
    fitted = []
    for rung in LADDER:
        candidate = fit(rung, parts)
        quality = _value(labels(parts.validation).to_numpy(), scores(candidate, parts.validation))
        progress(f"{rung.family}: {CHOSEN_BY.name} {quality:.4f} on validation")
        fitted.append(candidate)
    return tuple(fitted)


def fit(rung: Rung, parts: Parts) -> Candidate:
    """The rung with the best parameters within the declared budget, judged on the validation rows."""
    rows = rebalanced(parts.train)
    features, target = model_input(rows), labels(rows).to_numpy()

    def fitted(parameters: Parameters) -> Candidate:
        return Candidate(rung.family, rung.build(parameters).fit(features, target), parameters)

    if rung.suggest is None or design.TUNING.trials == 0:
        return fitted({})
    suggest, judged_on = rung.suggest, labels(parts.validation).to_numpy()

    def objective(trial: optuna.Trial) -> float:
        answer = scores(fitted(suggest(trial)), parts.validation)
        return CHOSEN_BY.sign * _value(judged_on, answer)

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = SAMPLERS[design.TUNING.sampler](seed=design.SEED)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    study.optimize(objective, n_trials=design.TUNING.trials, timeout=design.TUNING.timeout_seconds)
    return fitted(study.best_params)


def choose(candidates: Sequence[Candidate], validation: pl.DataFrame) -> Candidate:
    """The first candidate that the best one does not beat beyond chance.

    Both are measured on the same bootstrap resamples of the validation rows; a candidate is out
    when the interval of the paired difference lies above zero.
    """
    target = labels(validation).to_numpy()
    answers = [scores(candidate, validation) for candidate in candidates]
    best = int(np.argmax([CHOSEN_BY.sign * _value(target, answer) for answer in answers]))
    if design.SELECTION == "best":
        return candidates[best]
    for candidate, answer in zip(candidates[:best], answers, strict=False):

        def advantage(rows: bootstrap.Rows, answer: Scores = answer) -> float:
            better, simpler = answers[best][rows], answer[rows]
            return CHOSEN_BY.sign * (_value(target[rows], better) - _value(target[rows], simpler))

        if bootstrap.interval(advantage, len(target)).low <= 0:
            return candidate
    return candidates[best]


def scores(candidate: Candidate, frame: pl.DataFrame) -> Scores:
    """The candidate's raw scores, before calibration."""
    answer: Scores = candidate.pipeline.predict_proba(model_input(frame))[:, 1]
    return answer


def _value(target: Labels, answer: Scores) -> float:
    return measure(CHOSEN_BY, target, answer, threshold=0.5)
