"""Slices: groups of test rows that are judged separately."""

from __future__ import annotations

import numpy as np
import polars as pl

from ..config.types import Slice
from ..task.metrics import declared as declared_metric
from .predictions import Subject
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


def slice_results(model: Subject, declared: Slice) -> list[SliceResult]:
    """The metric for each group that has enough rows."""
    metric = declared_metric(declared.metric)
    group = groups(model.frame, declared)
    results = []
    for value in group.unique().drop_nulls().sort():
        part = model.where((group == value).fill_null(False))
        if len(part.labels) < declared.min_rows:
            continue
        result = part.measured(metric)
        results.append(
            SliceResult(
                column=declared.column,
                slice=value,
                rows=len(part.labels),
                metric=metric.name,
                value=result.value,
                ci=(result.low, result.high),
                minimum=declared.minimum,
                maximum=declared.maximum,
            )
        )
    return results


def slice_gates(declared: Slice, results: list[SliceResult]) -> list[Gate]:
    """The bounds, held against the worst group; that no group has enough rows is a failure."""
    name, claim = f"slice.{declared.column}", f"evaluation.slices.{declared.column}.gate"
    ordered = sorted(results, key=lambda result: result.value)
    gates = []
    if declared.minimum is not None:
        value, detail = _worst(ordered[:1], declared)
        gates.append(at_least(name, f"{claim}.min", value, declared.minimum, detail))
    if declared.maximum is not None:
        value, detail = _worst(ordered[-1:], declared)
        gates.append(at_most(name, f"{claim}.max", value, declared.maximum, detail))
    return gates


def _worst(worst: list[SliceResult], declared: Slice) -> tuple[float, str]:
    if not worst:
        return float("nan"), f"no group has {declared.min_rows} rows: nothing was checked"
    return worst[0].value, f"worst {worst[0].metric}: {worst[0].slice} ({worst[0].rows} rows)"
