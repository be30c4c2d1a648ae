"""Rows without a label: what a model may learn from beside the labelled ones."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from . import contract
from .load import conform, has_label
from .split import Parts, keys
from .tables import read

INPUTS: Final = [feature.name for feature in contract.MODEL_FEATURES]


def pool(path: Path, parts: Parts) -> pl.DataFrame:
    """The rows without a label that are apart from all rows that judge a model.

    Raises:
        ContractError: with every violation, when the rows break the contract.
        TableError: when the file is no table.
    """
    table = read(path)
    rows = conform(table.filter(~has_label(table)), contract.FEATURES)
    return rows.filter(~shared(rows, parts))


def shared(rows: pl.DataFrame, parts: Parts) -> pl.Series:
    """Whether a row has the key of a validation or test row, or is a copy of one."""
    held = pl.concat([parts.validation, parts.test])
    known = keys(rows).is_in(keys(held).implode(), nulls_equal=True)
    values = held.select(INPUTS).unique().with_columns(copy=True)
    copies = rows.select(INPUTS).join(values, INPUTS, how="left", nulls_equal=True, maintain_order="left")
    return known | copies["copy"].fill_null(False)
