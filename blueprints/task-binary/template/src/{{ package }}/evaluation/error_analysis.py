"""Where the model is wrong: errors by slice, and the mistakes that it is surest of, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from ..config import design
from ..config.settings import REPORTS
from ..config.types import Slice
from ..data import contract
from ..data.load import ROW
from ..task.predictions import Predictions
from .slices import groups
from .worst_slices import write_worst

KEY: Final = contract.ENTITY or ROW
# Enough to see what mistakes have in common, few enough to look at each.
SHOWN: Final = 10
# Cannot be the name of a feature.
GROUP: Final = "__group__"


def write_errors(model: Predictions, reports: Path = REPORTS) -> Path:
    """Write `errors.md`: for each slice that is to be looked at its groups, the worst one first."""
    rows = pl.DataFrame(
        {
            KEY: model.frame[KEY],
            "label": model.frame[contract.LABEL],
            "probability": model.probabilities,
            "wrong": model.decisions != (model.labels == 1),
            "missed": ~model.decisions & (model.labels == 1),
            "distance": np.abs(model.probabilities - model.labels),
        }
    )
    wrong, missed = rows["wrong"].sum(), rows["missed"].sum()
    verdict = f"{wrong:,} of {rows.height:,} decisions are wrong; {missed:,} of them miss a positive."
    text = ["# Errors", "", verdict]
    for column in design.ERROR_SLICES:
        text += section(rows.with_columns(groups(model.frame, grouping(column)).alias(GROUP)), column)
    reports.mkdir(parents=True, exist_ok=True)
    write_worst(model, reports)
    path = reports / "errors.md"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def grouping(column: str) -> Slice:
    """The slice of the column as it is judged; where it is not, its values, or quarters of its numbers."""
    judged = {declared.column: declared for declared in design.SLICES}
    kind = next(feature.kind for feature in contract.FEATURES if feature.name == column)
    quantiles = 4 if kind in ("integer", "number", "timestamp") else None
    return judged.get(column) or Slice(column, metric="", min_rows=0, quantiles=quantiles)


def section(rows: pl.DataFrame, column: str) -> Iterator[str]:
    """The groups of one column, and the surest mistakes in the worst of them."""
    found = totals(rows.drop_nulls(GROUP))
    worst = found[GROUP][0]
    mistakes = rows.filter(pl.col("wrong") & (pl.col(GROUP) == worst)).sort("distance", descending=True)
    yield from ("", f"## {column}", *table(found, column))
    yield from ("", f"The surest mistakes where {column} is {worst}:")
    yield from table(mistakes.head(SHOWN).select(KEY, "label", pl.col("probability").round(3)), KEY)


def totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows, wrong decisions, and positives among them that were missed, for each group."""
    counted = rows.group_by(GROUP).agg(pl.len().alias("rows"), pl.col("wrong", "missed").sum())
    rate = (pl.col("wrong") / pl.col("rows")).round(3).alias("error rate")
    return counted.with_columns(rate).sort("error rate", "rows", GROUP, descending=True)


def table(frame: pl.DataFrame, first: str) -> Iterator[str]:
    """The frame as lines of Markdown, with a name for its first column."""
    yield from ("", f"| {' | '.join([first, *frame.columns[1:]])} |", "|---" * frame.width + "|")
    for row in frame.rows():
        cells = [str(value).replace("|", "\\|") for value in row]
        yield f"| {' | '.join(cells)} |"
