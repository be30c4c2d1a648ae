"""`make decisions`: what was served and has its reward, as rows that a training reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl

from ..config import operations
from ..config.settings import PREDICTIONS
from ..data import contract
from . import logged_predictions
from .logged_predictions import FEATURES
from .performance import DRAWN, ENTITY, OUTCOMES, joined, observed

SERVED: Final = Path("data/served.csv")
KEPT: Final = {
    ENTITY: pl.String(),
    contract.AT: pl.Datetime("us", "UTC"),
    **FEATURES,
    contract.ACTION: pl.String(),
    contract.PROPENSITY: pl.Float64(),
}


def decisions(outcomes: Path, predictions: Path, since: datetime, until: datetime) -> pl.DataFrame:
    """The decisions between two times whose rewards are known, in the columns of the training table.

    Answers of the fallback are left out: nothing else could have been done.

    Raises:
        TableError: when the outcomes are no table of decisions and rewards.
    """
    frames = (
        frame.select(pl.col(name).cast(dtype) for name, dtype in KEPT.items())
        for frame in logged_predictions.frames(predictions, since, until, lambda _: None)
    )
    made = pl.concat([pl.DataFrame(schema=KEPT), *frames]).drop_nulls(ENTITY).sort(contract.AT)
    rows = joined(made.rename(DRAWN), observed(outcomes))
    at = pl.col(contract.AT).dt.replace_time_zone(None).alias(contract.TIME or contract.AT)
    names = (contract.LOGGED_ACTION, contract.LOGGED_PROPENSITY, contract.LABEL)
    return rows.select(ENTITY, at, *FEATURES, *names).sort(at.meta.output_name())


def write(days: float) -> None:
    """Write the decisions of the last days, but for those whose reward may still come, and say how many."""
    until = datetime.now(UTC) - timedelta(seconds=operations.LABEL_DELAY_SECONDS)
    rows = decisions(OUTCOMES, PREDICTIONS, until - timedelta(days=days), until)
    rows.write_csv(SERVED)
    chance = rows.filter(pl.col(contract.LOGGED_PROPENSITY) < 1).height
    print(f"decisions: {rows.height:,} with a reward, {chance:,} of them left to chance: {SERVED}")
