"""Gates on learning from guesses: whether it gained, and what the rows without a label are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from ..artifacts.manifest import Manifest
from ..config import design
from ..data.split import Parts, thinned
from ..data.unlabelled import INPUTS, shared
from ..features.preprocessing import model_input, tree_features
from ..inference.predictor import Scorer
from ..models.families import FAMILIES
from ..task.fit import fit_head
from ..task.guesses import Guesses
from ..task.metrics import PRIMARY
from ..task.predictions import Predictions
from ..task.target import labels
from ..training.model_selection import Selection, fit, refit
from .bootstrap import Rows, interval
from .results import Evaluation, Gate, at_least, at_most

ALONE: Final = "labels_alone"
# How well labelled rows may be told from the others by their values, as ROC AUC: beyond, what is measured on
# the labelled ones says little about the rest.
MAX_APART: Final = 0.8
COMPARED_ROWS: Final = 5_000


def with_guesses(result: Evaluation, scorer: Scorer, parts: Parts, pool: pl.DataFrame) -> Evaluation:
    """The judgement with labels alone among the baselines, and the gates on rows without a label."""
    model, guesses = Predictions.of(scorer, parts.test), scorer.manifest.guesses
    gates = [*result.gates, *pool_gates(pool, parts)]
    if guesses is None or not guesses.accepted:
        told = f"the model learned from labels alone: {guesses or 'there are no guesses'}"
        gates.append(at_least("guesses.gain", "task.pseudo_label", 0.0, 0.0, told))
        return msgspec.structs.replace(result, gates=gates)
    alone = labels_alone(scorer.manifest, guesses, model, parts)
    known = {metric.name: alone.value(metric) for metric in design.METRICS}
    return msgspec.structs.replace(
        result,
        baselines=result.baselines | {ALONE: known},
        gates=[*gates, gain(model, alone), *policy_gates(guesses)],
    )


def gain(model: Predictions, alone: Predictions) -> Gate:
    """The guesses have not made the model worse on the test rows; training has shown the gain before."""

    def difference(rows: Rows) -> float:
        return PRIMARY.sign * (model.value(PRIMARY, rows) - alone.value(PRIMARY, rows))

    found = interval(difference, len(model.labels))
    detail = f"{PRIMARY.name} over labels alone on {len(model.labels):,} test rows, {found}"
    return at_least("guesses.gain", "task.pseudo_label", found.value, 0.0, detail)


def policy_gates(guesses: Guesses) -> Iterator[Gate]:
    """The confidence from which guesses are learned from, and how many of them."""
    told = f"of {guesses.checked:,} confident guesses about held-out rows are right"
    claim = "task.pseudo_label.min_confidence"
    yield at_least("guesses.right", claim, guesses.right, design.MIN_CONFIDENCE, told)
    told = (
        f"of the rows learned from are guesses by {guesses.teacher}: {guesses.used:,} about "
        f"{guesses.unlabelled:,} rows without a label"
    )
    yield at_most("guesses.share", "task.pseudo_label.max_share", guesses.share, design.MAX_SHARE, told)


def pool_gates(pool: pl.DataFrame, parts: Parts) -> Iterator[Gate]:
    """No row without a label is a validation or test row, and they are of the same population."""
    detail = f"of {pool.height:,} rows without a label are known from the validation or test part"
    yield at_most("unlabelled.apart", "data.split", int(shared(pool, parts).sum()), 0, detail)
    if pool.height:
        detail = f"ROC AUC of telling {parts.train.height:,} labelled rows from those without a label"
        yield at_most("unlabelled.alike", "task.labelled_fraction", apart(parts, pool), MAX_APART, detail)


def apart(parts: Parts, pool: pl.DataFrame) -> float:
    """How well trees tell labelled rows from the others, on rows that they have not seen."""
    others = thinned(pool, COMPARED_ROWS)
    rows = pl.concat([parts.train.select(INPUTS), others.select(INPUTS)])
    whose = np.repeat([1, 0], [parts.train.height, others.height])
    columns = tree_features(rows).fit_transform(model_input(rows))
    trees = HistGradientBoostingClassifier(max_iter=50, random_state=design.SEED)
    folds = StratifiedKFold(3, shuffle=True, random_state=design.SEED)
    told = cross_val_predict(trees, columns, whose, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(whose, told))


def labels_alone(manifest: Manifest, guesses: Guesses, model: Predictions, parts: Parts) -> Predictions:
    """The same family, fitted and calibrated without a guess, with the parameters found without one."""
    family = next(family for family in FAMILIES if family.name == manifest.family)
    candidate = fit(family, parts.train, guesses.alone)
    alone = Selection(candidate, parts.validation, candidate.scores(parts.validation), ())
    if manifest.fitted_on != "train":
        alone = refit(alone, parts, lambda _: None)
    head, _ = fit_head(labels(alone.held_out).to_numpy(), alone.scores)
    answers = head.scores(alone.candidate.scores(model.frame))
    return Predictions(model.frame, model.labels, answers, head)
