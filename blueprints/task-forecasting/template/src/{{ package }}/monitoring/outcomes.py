"""Published forecasts beside what came, by level."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import numpy as np
import polars as pl

from ..batch.publishing import FILE
from ..config import design
from ..data.panel import Array, Panel
from ..task.hierarchy import hierarchy

TRUTH = "truth"


class LevelReport(msgspec.Struct, frozen=True):
    """How the forecasts of a level turned out."""

    level: str
    rows: int
    origins: int
    wape: float
    bias: float
    """Above 0: too much."""
    skill: float
    """Error to that of the seasonal naive forecast on the same rows; below 1 is better."""
    coverage: dict[str, float]
    expected_wape: float | None
    """In the backtest."""


def joined(predictions: Path, panel: Panel) -> pl.DataFrame:
    """Every published forecast whose step was observed since."""
    files = sorted(predictions.glob(f"origin=*/{FILE}"))
    if not files:
        return pl.DataFrame()
    said = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
    levels = hierarchy(panel.keys)
    came = levels.published(panel).values
    truth = pl.concat(
        [
            levels.keys[np.repeat(np.arange(len(came)), panel.steps)],
            pl.DataFrame(
                {
                    design.TIME: np.tile(np.array(panel.times[: panel.steps], "datetime64[us]"), len(came)),
                    TRUTH: came.ravel(),
                }
            ),
        ],
        how="horizontal",
    )
    return said.join(truth, on=[*levels.keys.columns, design.TIME]).filter(pl.col(TRUTH).is_not_nan())


def by_level(rows: pl.DataFrame, panel: Panel, expected: Mapping[str, float | None]) -> list[LevelReport]:
    """A report a level; none of a level of which nothing has come yet."""
    found = []
    for name, members in hierarchy(panel.keys).levels.items():
        depth = int(hierarchy(panel.keys).depth[members[0]])
        part = rows.filter(pl.col("depth") == depth) if rows.height else rows
        if part.height:
            found.append(report(name, part, expected.get(name)))
    return found


def report(name: str, part: pl.DataFrame, expected: float | None) -> LevelReport:
    """The figures of a level."""
    truth, said, naive = (part[column].to_numpy() for column in (TRUTH, "mean", "naive"))
    volume = float(np.abs(truth).sum())
    return LevelReport(
        level=name,
        rows=part.height,
        origins=part["origin"].n_unique(),
        wape=share(np.abs(said - truth), volume),
        bias=share(said - truth, volume),
        skill=share(np.abs(said - truth), float(np.abs(naive - truth).sum())),
        coverage={f"{100 * level:g}": covered(part, f"{100 * level:g}") for level in design.INTERVALS},
        expected_wape=expected,
    )


def covered(part: pl.DataFrame, level: str) -> float:
    """Share of what came inside of the interval, where one was promised."""
    promised = part.filter(pl.col(f"low_{level}").is_not_nan())
    inside = promised[TRUTH].is_between(promised[f"low_{level}"], promised[f"high_{level}"])
    return float(inside.mean()) if promised.height else float("nan")  # type: ignore[arg-type]


def share(values: Array, volume: float) -> float:
    """The sum to a volume; NaN of nothing."""
    return float(values.sum()) / volume if volume > 0 else float("nan")
