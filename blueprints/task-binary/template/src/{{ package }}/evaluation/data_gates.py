"""Gates on the data: what makes a good result unbelievable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from ..artifacts.manifest import Manifest
from ..artifacts.parity import TOLERANCE, Sample
from ..config import design
from ..config.types import Feature
from ..data import contract
from ..data.split import Parts, leaked
from ..inference.predictor import Scorer
from ..task.target import labels
from .leakage import power
from .predictions import MIN_CLASS_ROWS, Subject
from .results import Gate, at_least, at_most

# A single column that ranks the label almost perfectly is the label in disguise, or a column that
# is filled in after the fact.
LEAKAGE_ROC_AUC: Final = 0.95
# Fewer rows than this share of the declared ones: a feed was cut short.
MIN_ROWS_SHARE: Final = 0.9
# Relative; a wider gap means that another population is in the table than the one declared.
PREVALENCE_TOLERANCE: Final = 0.2


def data_gates(parts: Parts) -> Iterator[Gate]:
    """Enough rows, the declared prevalence, no column that tells the label, no row in two parts."""
    rows = parts.train.height + parts.validation.height + parts.test.height
    if design.EXPECTED_ROWS is not None:
        bound = round(MIN_ROWS_SHARE * design.EXPECTED_ROWS)
        yield at_least("data.rows", "data.rows", rows, bound, f"{design.EXPECTED_ROWS:,} are declared")
    if design.PREVALENCE is not None:
        observed = float(labels(parts.train).to_numpy().mean())
        gap = abs(observed / design.PREVALENCE - 1)
        detail = f"{observed:.1%} of the training rows are positive, {design.PREVALENCE:.1%} are declared"
        yield at_most("data.prevalence", "data.label.prevalence", gap, PREVALENCE_TOLERANCE, detail)
    yield leakage(parts.train)
    yield overlap(parts)


def enough(model: Subject) -> Gate:
    """The test part carries a judgement, whatever is judged on it."""
    rarer = min(model.positives, len(model.labels) - model.positives)
    return at_least("data.test", "data.split", rarer, MIN_CLASS_ROWS, model.support)


def leakage(frame: pl.DataFrame) -> Gate:
    """The strongest single feature does not tell the label by itself."""
    powers = {feature.name: power(frame, feature) for feature in contract.MODEL_FEATURES}
    strongest = max(powers, key=lambda name: powers[name])
    detail = (
        f"{strongest} alone ranks the label of {frame.height:,} rows with this ROC AUC, "
        "by rates of its values that were learned on other rows"
    )
    return at_most("data.leakage", "data.features", powers[strongest], LEAKAGE_ROC_AUC, detail)


def inputs(manifest: Manifest, features: Sequence[Feature] = contract.FEATURES) -> Gate:
    """The packed model reads nothing that it must not decide by, and nothing that comes too late."""
    known = {feature.name: feature for feature in features}
    objections = {column.name: objection(known.get(column.name)) for column in manifest.features}
    wrong = [f"{name} {why}" for name, why in objections.items() if why]
    detail = "; ".join(wrong) or f"the {len(objections)} model inputs of the contract"
    return at_most("model.inputs", "data.features", len(wrong), 0, detail)


def objection(feature: Feature | None) -> str:
    """What speaks against a column as a model input; empty when nothing does."""
    if feature is None:
        return "is not in the contract"
    if feature.is_protected:
        return "is protected"
    if feature.is_late:
        return "is known only after the prediction"
    return "" if feature.use == "model" else "is kept for evaluation"


def overlap(parts: Parts) -> Gate:
    """The test part is new to training, in the sense of the declared split."""
    detail = "rows of the test part that training has seen"
    return at_most("data.split", "data.split", leaked(parts), 0, detail)


def parity(sample: Sample, scorer: Scorer) -> Gate:
    """The packed graph still answers as the trained model did."""
    detail = (
        f"largest difference on {len(sample.scores)} rows, nulls and unseen levels included, "
        f"of {sample.compared:,} that were compared when it was packed"
    )
    return at_most("model.parity", "model.family", sample.deviation(scorer), TOLERANCE, detail)
