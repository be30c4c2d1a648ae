"""The report's pictures of a grouping: who is in a segment, how apart they are, and why so many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

import numpy as np
import polars as pl

from ..config.types import Feature
from ..data import contract
from ..evaluation.report.svg import Axes, figure, picture
from .groups import explained, traits
from .metrics import Clusters
from .predictions import Predictions
from .space import COLUMNS

HISTOGRAM_BINS: Final = 40
TRAITS: Final = 5
# Columns of the table, those that the segments differ in most first.
SHOWN: Final = 10


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    drawn = [profiles(model), distribution(model)]
    return [*drawn, numbers(model)] if model.searched else drawn


def profiles(model: Predictions) -> str:
    """A table that a person can read: a column a segment, a row what its people are like."""
    order = np.argsort(model.head.numbers).tolist()
    heads = "".join(f'<th scope="col">{model.head.numbers[one]}</th>' for one in order)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for name, cells in lines(model, order)
    )
    table = f'<table><thead><tr><th scope="col">segment</th><th scope="col">all</th>{heads}</tr></thead>'
    name, share = next(iter(explained(model.coordinates, model.clusters).items()))
    caption = (
        "Medians of numbers, most frequent levels of categories; the columns that the segments differ in "
        f"most come first. The segments explain {share:.0%} of {name}. Columns in brackets are no inputs."
    )
    return figure("Profiles of the segments", f"{table}<tbody>{body}</tbody></table>", caption)


def lines(model: Predictions, order: list[int]) -> Iterator[tuple[str, list[str]]]:
    """Name and cells of each row of the table: first of all rows, then of each segment."""
    clusters, rows = model.clusters, len(model.labels)
    sizes = [int((clusters == one).sum()) for one in order]
    yield "share", ["100 %", *(f"{100 * size / rows:.1f} %" for size in sizes)]
    told = [", ".join(traits(model.coordinates, clusters, one, TRAITS)) for one in order]
    yield "stands out by", ["", *told]
    features = {feature.name: feature for feature in contract.FEATURES}
    ranked = [features[name] for name in explained(model.coordinates, clusters) if name in COLUMNS][:SHOWN]
    kept = [feature for feature in contract.FEATURES if feature.use == "evaluation"]
    for feature in (*ranked, *kept):
        name = feature.name if feature.use == "model" else f"({feature.name})"
        column = model.frame[feature.name]
        cells = [typical(column, feature), *(typical(of(column, clusters, one), feature) for one in order)]
        yield name, cells


def of(column: pl.Series, clusters: Clusters, cluster: int) -> pl.Series:
    """The values of a cluster's rows."""
    return column.filter(pl.Series(clusters == cluster))


def typical(column: pl.Series, feature: Feature) -> str:
    """The median of a number, the share of a flag, the most frequent level with its share."""
    values = column.drop_nulls()
    if not len(values):
        return "no value"
    if feature.kind in ("integer", "number"):
        return f"{float(np.median(values.to_numpy())):,.4g}{' ' + feature.unit if feature.unit else ''}"
    if feature.kind == "boolean":
        return f"{100 * float(values.to_numpy().mean()):.0f} % yes"
    level, rows = values.value_counts(sort=True).row(0)
    return f"{level} {100 * rows / len(values):.0f} %"


def distribution(model: Predictions) -> str:
    """How much nearer rows are to their own segment than to the next."""
    counts, edges = np.histogram(model.silhouettes, HISTOGRAM_BINS, (-1, 1))
    axes = Axes("silhouette", "share of the most frequent", x=(-1.0, 1.0))
    marks = [
        axes.grid(),
        axes.area(edges[:-1], counts / max(counts.max(), 1), 2 / HISTOGRAM_BINS, "histogram"),
        axes.line([model.null.silhouette] * 2, [0, 1], "chance"),
    ]
    nearer = float((model.silhouettes < 0).mean())
    caption = (
        f"{nearer:.0%} of the rows are nearer to another segment than to their own (below zero). "
        "Dashed: the mean of the same method on rows whose columns are shuffled by themselves."
    )
    return figure("How apart", picture("Distribution of the silhouettes", marks), caption)


def numbers(model: Predictions) -> str:
    """What each number of clusters showed, as a table."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in model.searched[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{value:.3g}</td>' for value in one.values())}</tr>" for one in model.searched
    )
    caption = (
        "Chosen among those that come out again (stability), are not too small and exceed noise (null): "
        "the most clusters whose silhouette is as good as the best."
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return figure("Number of clusters", table, caption)
