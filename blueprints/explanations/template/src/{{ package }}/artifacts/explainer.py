"""Packing what explains the model: `explainer.onnx`, compared with the library that fitted the model."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray
from sklearn.compose import ColumnTransformer
from sklearn.preprocessing import OneHotEncoder

from ..features.preprocessing import model_input
from ..inference.predictor import Scorer
from ..models.base import Candidate, Matrix
from .export import INPUTS, add_features
from .graph import Graph
from .manifest import EXPLAINER_FILE
from .parity import TOLERANCE, ParityError, Sample
from .shapley import Background


def background(candidate: Candidate, train: pl.DataFrame) -> Background:
    """What a row is compared with: the training rows."""
    means = candidate.features.transform(model_input(train)).mean(axis=0)
    return Background(owners(candidate.features), means)


def export_explainer(candidate: Candidate, known: Background, folder: Path) -> Path:
    """Write `explainer.onnx` to the folder, with the inputs of the model."""
    graph, family = Graph(), candidate.family
    columns = add_features(graph, candidate.features)
    added = family.explain(graph, columns, candidate.estimator, known)
    inputs = [tensor for tensor in INPUTS if tensor[2]]
    model = graph.model(f"{family.name}-explainer", inputs, added, "contributions")
    path = folder / EXPLAINER_FILE
    path.write_bytes(model.SerializeToString())
    return path


def contributions(candidate: Candidate, known: Background, rows: pl.DataFrame) -> Matrix:
    """What the features of rows add, by the library of the estimator."""
    columns = candidate.features.transform(model_input(rows))
    added = candidate.family.contributions(candidate.estimator, columns, known)
    sums: Matrix = added.reshape(rows.height, -1, len(known.owned)) @ known.owned
    return sums.reshape(rows.height, -1)


def owners(features: ColumnTransformer) -> NDArray[np.int64]:
    """The place of the feature that each column of the estimator was made from."""
    found: list[int] = []
    for name, fitted, given in features.transformers_:
        columns, places = features.output_indices_[name], np.atleast_1d(given)
        if isinstance(fitted, OneHotEncoder):
            widths = [len(levels) for levels in fitted.categories_]
        else:
            widths = [(columns.stop - columns.start) // max(1, places.size)] * places.size
        found += np.repeat(places, widths).tolist()
    return np.array(found)


def explained(sample: Sample, candidate: Candidate, known: Background, scorer: Scorer) -> Sample:
    """The sample with what the features of its rows add.

    Raises:
        ParityError: when the packed explainer tells something else.
    """
    rows = pl.DataFrame(sample.columns)
    found = msgspec.structs.replace(sample, contributions=contributions(candidate, known, rows).tolist())
    # Not `> TOLERANCE`, which lets NaN pass.
    if not (gap := found.unexplained(scorer)) <= TOLERANCE:
        raise ParityError(f"what features add to a score is off by {gap:.2g} (tolerance {TOLERANCE:g})")
    return found
