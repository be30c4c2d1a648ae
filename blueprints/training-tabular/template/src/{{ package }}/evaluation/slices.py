"""Slices: groups of test rows that are judged separately."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import polars as pl

from ..config.types import Slice
from ..task.metrics import declared as declared_metric
from ..task.predictions import Predictions
from .results import Gate, SliceResult, at_least, at_most


def groups(frame: pl.DataFrame, declared: Slice) -> pl.Series:
    """The group of each row, as text; a value on an edge belongs above it, null is no group."""
    column = frame[declared.column]
    edges = declared.edges
    if declared.quantiles is not None:
        shares = np.arange(1, declared.quantiles) / declared.quantiles
        edges = tuple(np.unique(np.quantile(column.drop_nulls(), shares)).tolist())
    if not edges:
        return column.cast(pl.String)
    names = [f"below {edges[0]:g}", *(f"from {edge:g}" for edge in edges)]
    places = np.searchsorted(edges, column.fill_null(edges[0]), side="right")
    return pl.Series([names[place] for place in places]).set(column.is_null(), None)


def slice_results(model: Predictions, declared: Slice) -> list[SliceResult]:
    """The metric for each group that has enough rows."""
    metric = declared_metric(declared.metric)
    results = []
    for name, part in parts(model, declared):
        if len(part.labels) < declared.min_rows or not part.is_enough:
            continue
        result = part.measured(metric)
        results.append(
            SliceResult(
                column=declared.column,
                slice=name,
                rows=len(part.labels),
                support=part.support,
                metric=metric.name,
                value=result.value,
                ci=(result.low, result.high),
                minimum=declared.minimum,
                maximum=declared.maximum,
            )
        )
    return results


def parts(model: Predictions, declared: Slice) -> Iterator[tuple[str, Predictions]]:
    """The groups of the rows by name."""
    group = groups(model.frame, declared)
    for name in group.unique().drop_nulls().sort():
        yield name, model.where((group == name).fill_null(False))


def slice_gates(model: Predictions, declared: Slice, results: list[SliceResult]) -> list[Gate]:
    """The bounds, held against the worst group; that no group has enough rows is a failure."""
    name, claim = f"slice.{declared.column}", f"evaluation.slices.{declared.column}.gate"
    judged = {result.slice for result in results}
    left_out = [f"{group} ({part.support})" for group, part in parts(model, declared) if group not in judged]
    # What cannot be measured stands first, so that it is the worst of any order.
    ordered = sorted(results, key=lambda result: (not math.isnan(result.value), result.value))
    gates = []
    if declared.minimum is not None:
        value, detail = _worst(ordered[:1], declared, left_out)
        gates.append(at_least(name, f"{claim}.min", value, declared.minimum, detail))
    if declared.maximum is not None:
        value, detail = _worst(ordered[-1:], declared, left_out)
        gates.append(at_most(name, f"{claim}.max", value, declared.maximum, detail))
    return gates


def _worst(worst: list[SliceResult], declared: Slice, left_out: list[str]) -> tuple[float, str]:
    unjudged = f"; not judged: {', '.join(left_out)}" if left_out else ""
    if not worst:
        return math.nan, f"no group has {declared.min_rows} rows and enough of them{unjudged}"
    result = worst[0]
    return result.value, f"worst {result.metric}: {result.slice} ({result.support}){unjudged}"
