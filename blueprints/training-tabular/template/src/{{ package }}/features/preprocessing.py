"""Features as fitted transformers that ship inside the model graph, so training and serving cannot differ.

Linear models need nulls filled, one scale and a column a level; boosted trees read raw numbers and
level codes, which keeps amounts and times at full precision. A new step needs its counterpart in
`artifacts/export.py`; the parity gate tells when the two differ.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from ..data.contract import MODEL_FEATURES
from ..inference.predictor import NULL_TEXT

NUMERIC: Final = tuple(feature for feature in MODEL_FEATURES if feature.kind != "categorical")
CATEGORICAL: Final = tuple(feature for feature in MODEL_FEATURES if feature.kind == "categorical")

# Tensor order: the columns of the number tensor, then those of the text tensor.
ORDERED: Final = (*NUMERIC, *CATEGORICAL)

# A column without declared levels keeps its most frequent ones; rarer ones count as unseen.
MAX_LEVELS: Final = 255


def model_input(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that transformers are fitted on, in tensor order; nulls are NaN and empty text."""
    return frame.select(
        *(pl.col(feature.name).cast(pl.Float64).fill_null(float("nan")) for feature in NUMERIC),
        *(pl.col(feature.name).fill_null(NULL_TEXT) for feature in CATEGORICAL),
    )


def levels(frame: pl.DataFrame) -> list[list[str]]:
    """The levels of each categorical column: as declared, or the most frequent ones of the rows."""
    found = []
    for feature in CATEGORICAL:
        counts = frame[feature.name].drop_nulls().value_counts(sort=True)
        seen = counts.sort(["count", feature.name], descending=[True, False])[feature.name]
        found.append(list(feature.values) or sorted(seen.head(MAX_LEVELS)) or [NULL_TEXT])
    return found


def linear_features(frame: pl.DataFrame) -> ColumnTransformer:
    """Numbers: median for nulls, then unit scale. Categories: one column a level.

    A null or unseen level sets none of its columns.
    """
    impute = SimpleImputer(strategy="median", keep_empty_features=True)
    numeric = Pipeline([("impute", impute), ("scale", StandardScaler())])
    categorical = OneHotEncoder(categories=levels(frame), handle_unknown="ignore", sparse_output=False)
    return _by_kind(numeric, categorical)


def tree_features(frame: pl.DataFrame) -> ColumnTransformer:
    """Numbers as they are, NaN for nulls. Categories: a code a level, null among them; NaN when unseen."""
    coded = [[*names, NULL_TEXT] if NULL_TEXT not in names else names for names in levels(frame)]
    categorical = OrdinalEncoder(categories=coded, handle_unknown="use_encoded_value", unknown_value=np.nan)
    return _by_kind("passthrough", categorical)


def _by_kind(numeric: Pipeline | str, categorical: OneHotEncoder | OrdinalEncoder) -> ColumnTransformer:
    """Columns by position, because the model takes them in two tensors."""
    first = len(NUMERIC)
    return ColumnTransformer(
        [
            ("numeric", numeric, list(range(first))),
            ("categorical", categorical, list(range(first, len(ORDERED)))),
        ]
    )
