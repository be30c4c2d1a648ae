"""Reading the training table: checked against the contract, then typed by it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from ..config import design
from ..config.types import Kind
from . import contract
from .tables import own_column, read
from .validation import ContractError, checked, duplicates, missing, summed

# Numbers travel as floats, as in the model's tensor; a flag is 0 or 1; moments are in UTC.
DTYPES: Final[dict[Kind, type[pl.DataType] | pl.DataType]] = {
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Int8,
    "timestamp": pl.Datetime("us"),
    "categorical": pl.String,
    "text": pl.String,
}

# Stands for the entity in a table that names none.
ROW: Final = own_column("row_of_table")


def load(path: Path = Path(design.DATA_PATH)) -> pl.DataFrame:
    """The labelled table: key, features and label, typed as the contract says.

    Raises:
        ContractError: with every violation, when the table breaks the contract.
        TableError: when the file is no table.
    """
    return conform(read(path))


def conform(frame: pl.DataFrame) -> pl.DataFrame:
    """Check a labelled table against the contract and give its columns the contract's types.

    Raises:
        ContractError: with every violation.
    """
    features = contract.COLUMNS
    table = checked(frame, features, contract.KEYS)
    found = [*missing(frame, features, contract.KEYS), *(summed(frame, one) for one in table.broken)]
    if contract.UNIQUE in frame.columns:
        found += duplicates(frame, contract.UNIQUE)
    if found:
        raise ContractError(found)
    typed = table.values.with_columns(pl.col(f.name).cast(DTYPES[f.kind]) for f in features)
    return typed if contract.ENTITY else typed.with_row_index(ROW)
