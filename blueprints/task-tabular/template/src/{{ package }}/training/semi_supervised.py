"""Learning from rows without a label, where that is shown to be better than labels alone.

Source: Oliver et al. 2018, "Realistic evaluation of deep semi-supervised learning algorithms": the bar is the
same model on the labels alone, chosen with as much care.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..data.split import Parts, folds, thinned
from ..evaluation import bootstrap
from ..models.base import Candidate, Parameters
from ..task.guesses import Guesses
from ..task.metrics import Labels, Scores, quality
from ..task.target import labels
from .model_selection import AS_DECLARED, CHOSEN_BY, FOLDS, Progress, Selection, Trials, fit, tune
from .teachers import NAMES, TEACHERS, Shares, Teacher, confident

# More tell no more about the shape of the classes, and cost more than they tell.
MOST_ROWS: Final = 20_000
# Fewer confident guesses about held-out rows do not tell how often such a guess is right.
MIN_CHECKED: Final = 20


class Lesson(NamedTuple):
    """Rows to learn from, how many of their labels are guessed, and guesses about rows that judge."""

    rows: pl.DataFrame
    guessed: int
    about_judges: Shares


class Attempt(NamedTuple):
    """What came of a teacher's guesses: answers to the held-out rows, and the parameters of the pupil."""

    guesses: Guesses
    scores: Scores
    parameters: Parameters


def learn(
    alone: Selection, parts: Parts, pool: pl.DataFrame, progress: Progress, trials: Trials = AS_DECLARED
) -> Selection:
    """The selection with guessed labels where they gain for certain; else as it was, with the reason."""
    rows = thinned(pool, MOST_ROWS)
    if not rows.height:
        return alone
    tried = [attempt(name, alone, parts, rows, tuned(name, alone, parts, rows, trials)) for name in TEACHERS]
    best = max(tried, key=lambda one: (one.guesses.accepted, one.guesses.low))
    progress(f"unlabelled rows: {best.guesses}")
    if best.guesses.accepted:
        return graduate(best, alone, parts, rows)
    return replace(alone, guesses=best.guesses)


def tuned(name: str, alone: Selection, parts: Parts, pool: pl.DataFrame, trials: Trials) -> Parameters:
    """The parameters for rows with guesses, found on the same rows with as many trials as without them."""
    family = alone.candidate.family
    lesson = teach(TEACHERS[name], alone.candidate, parts.train, pool)
    search = tune(family, replace(parts, train=lesson.rows), trials.get(family.name))
    return fit(family, lesson.rows, search.parameters, parts.validation).parameters


def attempt(name: str, alone: Selection, parts: Parts, pool: pl.DataFrame, parameters: Parameters) -> Attempt:
    """What this teacher's guesses are worth on labels that neither it nor the pupil has seen."""
    held = alone.held_out
    target, scores = labels(held).to_numpy(), np.empty_like(alone.scores)
    about = np.empty((held.height, len(NAMES)))
    used = learned = 0
    for known, mask in divisions(alone, parts):
        judges = held.filter(pl.Series(mask))
        lesson = teach(TEACHERS[name], alone.candidate, known, pool, judges)
        scores[mask] = fit(alone.candidate.family, lesson.rows, parameters).scores(judges)
        about[mask] = lesson.about_judges
        used, learned = max(used, lesson.guessed), max(learned, lesson.rows.height)
    sure = about.max(axis=1) >= design.MIN_CONFIDENCE
    checked = int(sure.sum())
    right = float((about.argmax(axis=1) == target)[sure].mean()) if checked else 0.0
    gain = gained(target, alone.scores, scores)
    reason = objection(gain, right, checked)
    guesses = Guesses(
        teacher=name,
        accepted=not reason,
        unlabelled=pool.height,
        used=used,
        share=used / learned,
        right=right,
        checked=checked,
        gain=gain.value,
        low=gain.low,
        high=gain.high,
        reason=reason,
        alone=alone.candidate.parameters,
    )
    return Attempt(guesses, scores, parameters)


def gained(target: Labels, before: Scores, after: Scores) -> bootstrap.Interval:
    """What the metric that chooses has gained on the same rows, and its interval."""

    def gain(rows: bootstrap.Rows) -> float:
        was, value = (quality(CHOSEN_BY, target[rows], scores[rows]) for scores in (before, after))
        return CHOSEN_BY.sign * (value - was)

    return bootstrap.interval(gain, len(target))


def objection(gain: bootstrap.Interval, right: float, checked: int) -> str:
    """Why guesses are not learned from; empty when nothing speaks against them."""
    if checked < MIN_CHECKED:
        return f"{checked} confident guesses can be checked, at least {MIN_CHECKED} are needed"
    if right < design.MIN_CONFIDENCE:
        return f"{right:.1%} of the confident guesses are right, {design.MIN_CONFIDENCE:.0%} have to be"
    return "" if gain.low > 0 else "the gain may be chance"


def teach(
    teacher: Teacher,
    model: Candidate,
    known: pl.DataFrame,
    pool: pl.DataFrame,
    judges: pl.DataFrame | None = None,
) -> Lesson:
    """The known rows with confident guesses; rows that judge are guessed about, and never learned from."""
    asked = pool if judges is None else pl.concat([pool, judges.select(pool.columns)])
    guesses = teacher(model.family, model.parameters, known, asked)
    rows = confident(pool, guesses[: pool.height], known).select(known.columns)
    return Lesson(pl.concat([known, rows]), rows.height, guesses[pool.height :])


def graduate(best: Attempt, alone: Selection, parts: Parts, pool: pl.DataFrame) -> Selection:
    """The model that learned from all known labels and the guesses of the best teacher."""
    known = parts.train if alone.fitted_on == "train" else alone.held_out
    lesson = teach(TEACHERS[best.guesses.teacher], alone.candidate, known, pool)
    share = lesson.guessed / lesson.rows.height
    guesses = msgspec.structs.replace(best.guesses, used=lesson.guessed, share=share)
    candidate = fit(alone.candidate.family, lesson.rows, best.parameters)
    return replace(alone, candidate=candidate, scores=best.scores, guesses=guesses)


def divisions(alone: Selection, parts: Parts) -> list[tuple[pl.DataFrame, NDArray[np.bool_]]]:
    """Rows to learn from, and which of the held-out rows judge then: the same as with labels alone."""
    held = alone.held_out
    if alone.fitted_on == "train":
        return [(parts.train, np.ones(held.height, np.bool_))]
    fold = folds(held, FOLDS)
    return [(held.filter(pl.Series(fold != number)), fold == number) for number in range(FOLDS)]
