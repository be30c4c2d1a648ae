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
from ..task.gates import label_gates
from ..task.metrics import ALONE, MAX_ALONE
from ..task.predictions import MIN_WEIGHT, Predictions
from .leakage import power
from .results import Gate, at_least, at_most

# Fewer rows than this share of the declared ones: a feed was cut short.
MIN_ROWS_SHARE: Final = 0.9


def data_gates(parts: Parts) -> Iterator[Gate]:
    """Enough rows, the declared label, no column that tells it, no row in two parts."""
    rows = parts.train.height + parts.validation.height + parts.test.height
    if design.EXPECTED_ROWS is not None:
        bound = round(MIN_ROWS_SHARE * design.EXPECTED_ROWS)
        yield at_least("data.rows", "data.rows", rows, bound, f"{design.EXPECTED_ROWS:,} are declared")
    yield from label_gates(parts)
    yield leakage(parts.train)
    yield overlap(parts)


def enough(model: Predictions) -> Gate:
    """The test part carries a judgement, whatever is judged on it."""
    return at_least("data.test", "data.split", model.weight, MIN_WEIGHT, model.support)


def leakage(frame: pl.DataFrame) -> Gate:
    """The strongest single feature does not tell the label by itself."""
    powers = {feature.name: power(frame, feature) for feature in contract.MODEL_FEATURES}
    strongest = max(powers, key=lambda name: powers[name])
    detail = (
        f"{strongest} alone tells the label of {frame.height:,} rows with this {ALONE}, "
        "by means of its values that were learned on other rows"
    )
    return at_most("data.leakage", "data.features", powers[strongest], MAX_ALONE, detail)


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
