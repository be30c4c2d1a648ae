"""Forecasts as files: a folder an origin, and a pointer to the one in use that moves last."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl

from ..artifacts.model_store import replace
from ..config import design
from ..config.errors import OperatorError
from ..data.panel import Panel
from ..task.hierarchy import hierarchy

POINTER: Final = "latest.json"
FILE: Final = "forecasts.parquet"
ROUNDING: Final = 1e-6


class IncompleteError(OperatorError):
    """A series has no answer at some step, or the levels do not add up."""


class OutdatedError(OperatorError):
    """The table knows less than the forecasts in use."""


class Latest(msgspec.Struct, frozen=True):
    """The forecasts in use."""

    origin: datetime
    path: str
    """Relative to the folder of predictions."""
    rows: int


def latest(predictions: Path) -> Latest | None:
    """The forecasts in use; None before the first."""
    try:
        return msgspec.json.decode((predictions / POINTER).read_bytes(), type=Latest)
    except FileNotFoundError:
        return None


def publish(frame: pl.DataFrame, panel: Panel, predictions: Path) -> Path:
    """Check the forecasts, write them, and put them in use.

    Raises:
        OutdatedError: when those in use come from a later origin.
        IncompleteError: when something is missing.
    """
    used = latest(predictions)
    if used and used.origin > panel.origin:
        raise OutdatedError(
            f"the table ends at {panel.origin:%Y-%m-%d %H:%M}, "
            f"the forecasts in use know {used.origin:%Y-%m-%d %H:%M}"
        )
    check(frame, panel)
    path = predictions / f"origin={panel.origin:%Y-%m-%dT%H%M}"
    path.mkdir(parents=True, exist_ok=True)
    draft = path / f".{FILE}.new"
    frame.write_parquet(draft)
    draft.rename(path / FILE)
    pointer = Latest(panel.origin, path.name, frame.height)
    replace(predictions / POINTER, msgspec.json.encode(pointer) + b"\n")
    return path


def check(frame: pl.DataFrame, panel: Panel) -> None:
    """Every published series × every step, finite, in range, adding up.

    Raises:
        IncompleteError: with what is wrong.
    """
    levels = hierarchy(panel.keys)
    expected = levels.keys.height * design.HORIZON
    finite = int(frame["mean"].is_finite().sum())
    if frame.height != expected or finite != expected:
        raise IncompleteError(f"{finite:,} forecasts of {expected:,}: those before stay in use")
    low, high = design.LABEL_RANGE
    inside = frame["mean"].is_between(-np.inf if low is None else low, np.inf if high is None else high)
    if not inside.all() and not levels.aggregates:
        raise IncompleteError(f"{(~inside).sum():,} forecasts are outside of {low} to {high}")
    mean = frame["mean"].to_numpy().reshape(levels.keys.height, design.HORIZON)
    off = np.abs(levels.total(mean[levels.aggregates :]) - mean[: levels.aggregates]).max(initial=0.0)
    if design.RECONCILE != "none" and off > ROUNDING * max(float(np.abs(mean).max()), 1.0):
        raise IncompleteError(f"the levels do not add up: off by {off:.3g}")
