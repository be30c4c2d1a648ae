"""Features as a fitted pipeline that ships inside the model, so training and serving cannot differ.

Add steps as scikit-learn transformers that convert to ONNX; the parity gate of `export.py` tells
when one does not.
"""

from __future__ import annotations

from typing import Final

import polars as pl
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .contract import MODEL_FEATURES
from .scoring import NULL_TEXT

NUMERIC: Final = tuple(feature for feature in MODEL_FEATURES if feature.kind != "categorical")
CATEGORICAL: Final = tuple(feature for feature in MODEL_FEATURES if feature.kind == "categorical")

# Tensor order: the columns of the float tensor, then those of the string tensor.
ORDERED: Final = (*NUMERIC, *CATEGORICAL)


def model_input(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns that the pipeline is fitted on, in tensor order; nulls are NaN and empty text."""
    return frame.select(
        *(pl.col(feature.name).cast(pl.Float64).fill_null(float("nan")) for feature in NUMERIC),
        *(pl.col(feature.name).fill_null(NULL_TEXT) for feature in CATEGORICAL),
    )


def preprocessing() -> ColumnTransformer:
    """Numbers: median for nulls, then unit scale. Categories: one column a declared level.

    A null or unseen level sets none of its columns. Columns are named by position, because the
    exported graph takes them in two tensors.
    """
    numeric = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    levels = [list(feature.values) for feature in CATEGORICAL]
    categorical = OneHotEncoder(categories=levels, handle_unknown="ignore", sparse_output=False)
    first = len(NUMERIC)
    return ColumnTransformer(
        [
            ("numeric", numeric, list(range(first))),
            ("categorical", categorical, list(range(first, len(ORDERED)))),
        ]
    )
