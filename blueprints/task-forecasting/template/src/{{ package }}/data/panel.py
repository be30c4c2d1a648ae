"""Series side by side: a row a series, a column a step, on one calendar without gaps.

Lags count columns, so the calendar is completed before anything looks back: a missing row is a step whose
value is not known, and never a step that did not happen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import design
from .tables import STEP, DataError, read

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Panel:
    """Values up to the newest observed step, and the features, of which some are known for later steps."""

    keys: pl.DataFrame
    """A row a series, in the order of the rows of `values`."""
    times: tuple[datetime, ...]
    """Every step, those of the future included."""
    values: Array
    """Series × observed steps; NaN where nothing was observed."""
    features: Array
    """Features × series × steps; NaN after the newest observed step for what is not known ahead."""
    rows: int = 0
    """Rows of the table that it was made from."""

    @property
    def steps(self) -> int:
        """How many steps were observed."""
        return int(self.values.shape[1])

    @property
    def origin(self) -> datetime:
        """The newest observed step, from which forecasts go."""
        return self.times[self.steps - 1]

    def until(self, steps: int) -> Panel:
        """As it was when only so many steps had been observed; what is known ahead stays known."""
        features = self.features.copy()
        for number, feature in enumerate(design.FEATURES):
            if not feature.known_ahead:
                features[number, :, steps:] = np.nan
        return replace(self, values=self.values[:, :steps], features=features)

    def truth(self, origin: int, steps: int) -> Array:
        """What was observed in the steps after the first `origin` ones."""
        return self.values[:, origin : origin + steps]


def load(path: Path) -> Panel:
    """The panel of a table.

    Raises:
        DataError: when the table breaks its contract, or its times do not fit the frequency.
    """
    return panel_of(read(path), path)


def panel_of(frame: pl.DataFrame, path: Path) -> Panel:
    """The rows as a panel that ends a horizon after the newest observed step."""
    observed = frame.filter(pl.col(design.LABEL).is_not_null())[design.TIME]
    if observed.is_empty():
        raise DataError(f"{path}: {design.LABEL} is empty in every row")
    first, last = frame[design.TIME].sort()[0], observed.sort()[-1]
    until = pl.Series([last]).dt.offset_by(f"{design.HORIZON * design.EVERY}{design.UNIT}")[0]
    times = pl.datetime_range(first, until, f"{design.EVERY}{design.UNIT}", eager=True, time_unit="us")
    calendar = pl.DataFrame({design.TIME: times}).with_row_index(STEP)
    placed = frame.filter(pl.col(design.TIME) <= until).join(calendar, on=design.TIME, how="left")
    if off := placed[STEP].null_count():
        raise DataError(f"{path}: {off:,} rows are not on steps of {design.EVERY}{design.UNIT} from {first}")
    names = list(design.SERIES)
    keys = frame.select(names).unique().sort(names) if names else pl.DataFrame({ALL_SERIES: ["all"]})
    numbers = keys.with_row_index("(series)")
    placed = placed.join(numbers, on=names) if names else placed.with_columns(pl.lit(0).alias("(series)"))
    place = placed["(series)"].to_numpy(), placed[STEP].to_numpy()
    columns = (design.LABEL, *(feature.name for feature in design.FEATURES))
    grid = np.full((len(columns), keys.height, times.len()), np.nan)
    for number, name in enumerate(columns):
        grid[number][place] = placed[name].to_numpy()
    steps = int(calendar.filter(pl.col(design.TIME) == last)[STEP][0]) + 1
    return Panel(keys, tuple(times), grid[0, :, :steps], grid[1:], frame.height).until(steps)


ALL_SERIES = "series"


def filled(values: Array, season: int) -> Array:
    """Gaps take the value of the season before, else the value before; 0 before the first."""
    result = values.copy()
    for step in range(result.shape[1]):
        for back in (season, 1):
            gap = np.isnan(result[:, step])
            if step >= back:
                result[gap, step] = result[gap, step - back]
    return np.nan_to_num(result)


def closed_steps(panel: Panel) -> Mask:
    """Steps, of the future too, on which nothing can be sold: series × steps.

    A flag that is known ahead closes a step where, whenever it had that value before, every series was at
    zero. Such steps are no demand: they are not learned from, and the forecast of one is zero by rule.
    """
    closed = np.zeros(panel.features.shape[1:], dtype=bool)
    seen = np.nansum(np.abs(panel.values), axis=0)
    some = ~np.isnan(panel.values).all(axis=0)
    for number, feature in enumerate(design.FEATURES):
        if not (feature.known_ahead and feature.kind == "boolean"):
            continue
        for value in (0.0, 1.0):
            here = panel.features[number] == value
            past = here[:, : panel.steps].all(axis=0) & some
            if past.any() and not seen[past].any() and seen[~past].any():
                closed |= here
    return closed
