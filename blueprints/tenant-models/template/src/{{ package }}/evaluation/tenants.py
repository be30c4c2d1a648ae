"""Gates on the tenants: their own weights have to be worth it, together and for nearly each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from ..data.contract import TENANT
from ..inference.predictor import Scorer
from ..task.predictions import Predictions
from .bootstrap import Rows, lower_bound
from .results import Gate, at_least, at_most

CONFIDENCE: Final = 0.95
# Standard errors beyond which a difference is no chance, on one side.
BEYOND_CHANCE: Final = 1.645
# Test rows from which a tenant is judged by itself.
FEWEST: Final = 20
FLOOR: Final = 1e-15


def tenant_gates(model: Predictions, scorer: Scorer) -> Iterator[Gate]:
    """The gain over the model of all rows, and the share of tenants that lose by weights of their own."""
    without = model.frame.with_columns(pl.lit(None, pl.String).alias(TENANT))
    gain = losses(model, scorer.score_frame(without)) - losses(model, model.probabilities)

    def mean(rows: Rows) -> float:
        return float(gain[rows].mean())

    claim = "requirements.scalability.models"
    told = f"log loss is {gain.mean():+.4f} better than that of the model of all rows; {len(gain):,} rows"
    bound = lower_bound(mean, len(gain), CONFIDENCE)
    yield at_least("tenants.gain", f"{claim}.sharing", bound, 0.0, told)
    judged = by_tenant(model.frame, gain)
    worse = judged.filter(pl.col("mean") < -BEYOND_CHANCE * pl.col("error")).height
    told = f"{worse} of {judged.height:,} tenants of at least {FEWEST} test rows lose beyond chance"
    share = worse / judged.height if judged.height else float("nan")
    yield at_most("tenants.worse", f"{claim}.gate_quantile", share, design.TENANTS_WORSE, told)


def losses(model: Predictions, probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """The log loss of each row."""
    right = np.where(model.labels == 1, probabilities, 1 - probabilities)
    return -np.log(np.maximum(right, FLOOR))


def by_tenant(frame: pl.DataFrame, gain: NDArray[np.float64]) -> pl.DataFrame:
    """Mean gain and its standard error of each tenant that has enough rows."""
    rows = pl.DataFrame({"tenant": frame[TENANT], "gain": gain}).drop_nulls("tenant")
    found = rows.group_by("tenant").agg(
        pl.len().alias("rows"), pl.col("gain").mean().alias("mean"), pl.col("gain").std().alias("deviation")
    )
    return found.filter(pl.col("rows") >= FEWEST).with_columns(
        (pl.col("deviation") / pl.col("rows").sqrt()).alias("error")
    )
