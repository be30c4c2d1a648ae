"""The label of the probe as a number; nothing that is pretrained looks at it."""

from __future__ import annotations

import polars as pl

from ..config import design

UNKNOWN = -1


def labels(frame: pl.DataFrame) -> pl.Series:
    """The number of each row's class; -1 where it is not known."""
    column = frame[design.PROBE_LABEL].cast(pl.String)
    return column.rank("dense").cast(pl.Int64).fill_null(UNKNOWN + 1) - 1


def facts(frame: pl.DataFrame) -> dict[str, float]:
    """What to tell about the labels of these rows."""
    return {"share labelled": float((labels(frame).to_numpy() != UNKNOWN).mean())}
