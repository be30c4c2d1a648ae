"""Comparing a packed model with the trained one, where exports go wrong: nulls, unseen levels, cuts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import polars as pl

from ..features.preprocessing import NUMERIC, ORDERED
from ..inference.predictor import Scorer
from ..models.base import Candidate
from ..task.metrics import Scores
from .export import Cuts
from .parity import TOLERANCE, ParityError, Sample

SAMPLE_ROWS: Final = 50
CHUNK_ROWS: Final = 100_000


def compare(candidate: Candidate, frame: pl.DataFrame, scorer: Scorer, cuts: Cuts) -> Sample:
    """Compare the loaded model with the trained one on all rows and on edge rows; a sample of both.

    Raises:
        ParityError: naming row and column, when an answer differs by more than the tolerance.
    """
    columns = frame.select(feature.name for feature in ORDERED)
    edges = edge_rows(columns)
    compared = 0
    for rows in (edges, *cut_rows(columns, cuts), *columns.iter_slices(CHUNK_ROWS)):
        gaps = gaps_of(scorer, candidate, rows)
        worst = int(np.argmax(gaps))
        # Not `gaps > TOLERANCE`, which lets NaN pass; argmax finds a NaN first.
        if not gaps[worst] <= TOLERANCE:
            raise ParityError(told(candidate, scorer, rows, worst, float(gaps[worst])))
        compared += rows.height
    kept = pl.concat([edges, columns.head(SAMPLE_ROWS)])
    sampled = kept.with_columns(pl.selectors.datetime().cast(pl.Float64))
    return Sample(sampled.to_dict(as_series=False), expected(candidate, kept).tolist(), compared)


def gaps_of(scorer: Scorer, candidate: Candidate, rows: pl.DataFrame) -> Scores:
    """The largest difference on each row, relative where scores are large."""
    wanted = expected(candidate, rows)
    found = np.abs(answers(scorer, rows) - wanted) / np.maximum(1, np.abs(wanted))
    largest: Scores = found.reshape(rows.height, -1).max(axis=1)
    return largest


def expected(candidate: Candidate, rows: pl.DataFrame) -> Scores:
    """The trained model's raw scores."""
    return candidate.scores(rows)


def answers(scorer: Scorer, rows: pl.DataFrame) -> Scores:
    """The loaded model's raw scores."""
    return scorer.raw(scorer.tensors({column.name: column.to_numpy() for column in rows}))


def told(candidate: Candidate, scorer: Scorer, rows: pl.DataFrame, worst: int, gap: float) -> str:
    """What differs and where: the column without whose value the row is answered alike."""
    row, usual = rows[worst], rows.select(pl.all().mode().first())
    repaired = pl.concat(row.with_columns(usual[name]) for name in rows.columns)
    gaps = gaps_of(scorer, candidate, repaired)
    name = rows.columns[int(np.argmin(gaps))]
    return (
        f"the exported model is off by {gap:.2g} (tolerance {TOLERANCE:g}) on the row {row.to_dicts()[0]}, "
        f"most likely by {name} = {row[name].item()!r}"
    )


def edge_rows(columns: pl.DataFrame, copies: int = 2) -> pl.DataFrame:
    """The first rows again for each column, with a null and, for text, an unseen level in it."""
    first = columns.head(copies)
    edges = [columns.clear()]
    for name, dtype in columns.schema.items():
        edges.append(first.with_columns(pl.lit(None, dtype).alias(name)))
        if dtype == pl.String:
            edges.append(first.with_columns(pl.lit("a level never seen").alias(name)))
    return pl.concat(edges)


def cut_rows(columns: pl.DataFrame, cuts: Cuts) -> Iterator[pl.DataFrame]:
    """Rows of the table with each number exactly on a cut of the trees, and just beside it."""
    for name, values in cuts.items():
        beside = np.concatenate([values, np.nextafter(values, -np.inf), np.nextafter(values, np.inf)])
        taken = pl.Series(np.arange(len(beside)) % columns.height)
        yield columns.with_columns(pl.col(f.name).cast(pl.Float64) for f in NUMERIC)[taken].with_columns(
            pl.Series(name, beside)
        )
