"""Rolling origins: what would have been forecast at each, had it been the newest step.

Three zones, disjoint in time: models are fitted on steps before the first origin of a zone; one zone chooses
the family and gives the residuals of the intervals; the last is the test, at which nothing is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..config import design
from ..config.errors import OperatorError
from ..data.panel import Array, Panel
from ..inference.forecaster import finished, situation
from ..models.base import Family, Model
from ..task.hierarchy import Hierarchy, hierarchy

MIN_ORIGINS: Final = 8
"""Fewer origins, that overlap besides, give a verdict on one week and not on a model."""


class TooShortError(OperatorError):
    """The table has too few steps for the declared horizon and split."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Origins as numbers of observed steps."""

    choice: NDArray[np.int64]
    test: NDArray[np.int64]

    @property
    def fitted_until(self) -> tuple[int, int]:
        """Steps that models of the choice and of the test may learn from."""
        return int(self.choice[0]), int(self.test[0])


@dataclass(frozen=True, slots=True)
class Cells:
    """Truth and forecasts of origins × published series × steps; NaN where the truth is not known."""

    origins: NDArray[np.int64]
    truth: Array
    mean: Array
    scale: Array
    """Mean difference of a value to the one a season before, before the first origin, a series each."""
    levels: Hierarchy
    source: NDArray[np.int64]

    @property
    def errors(self) -> Array:
        """Forecast less truth."""
        return self.mean - self.truth


def zones(steps: int) -> Zones:
    """Two zones of origins, at least eight each, a season apart where the zone is long enough.

    Raises:
        TooShortError: when the zones leave too little to learn from.
    """
    test = origins(steps - round(steps * design.TEST_SHARE), steps - design.HORIZON, design.SEASON)
    last = int(test[0]) - design.HORIZON
    first = last - round(steps * design.CHOICE_SHARE)
    choice = origins(first, last, max(1, design.SEASON // 3))
    least = 2 * design.SEASON + design.HORIZON
    if int(choice[0]) < least:
        raise TooShortError(
            f"{steps} steps are too few: after two zones of {MIN_ORIGINS} origins and a horizon of "
            f"{design.HORIZON} there remain {int(choice[0])} to learn from, at least {least} are needed"
        )
    return Zones(choice, test)


def origins(first: int, last: int, apart: int) -> NDArray[np.int64]:
    """Origins up to and with the last one, so far apart that there are enough."""
    apart = max(1, min(apart, (last - first) // (MIN_ORIGINS - 1)))
    count = max(MIN_ORIGINS, (last - first) // apart + 1)
    return last - apart * np.arange(count)[::-1]


def backtest(model: Model, panel: Panel, chosen: Sequence[int] | NDArray[np.int64]) -> Cells:
    """The forecasts of a fitted model from each origin beside what came."""
    levels = hierarchy(panel.keys)
    every = levels.published(panel)
    said = []
    for origin in chosen:
        now = situation(panel.until(int(origin)), levels)
        said.append(finished(now, levels, model.forecast(now)))
    truth = np.stack([every.truth(int(origin), design.HORIZON) for origin in chosen])
    return Cells(
        origins=np.asarray(chosen),
        truth=truth,
        mean=np.stack([one.mean for one in said]),
        scale=seasonal_difference(every.values[:, : int(chosen[0])]),
        levels=levels,
        source=np.stack([one.source for one in said]),
    )


def seasonal_difference(seen: Array) -> Array:
    """Mean difference to the season before; NaN where there is none or it is 0."""
    season = design.SEASON
    off = np.abs(seen[:, season:] - seen[:, :-season])
    counted = (~np.isnan(off)).sum(axis=1)
    found = np.nansum(off, axis=1) / np.maximum(counted, 1)
    return np.where((counted > 0) & (found > 0), found, np.nan)


def fitted(family: Family, panel: Panel, until: int) -> Model:
    """The family fitted on the first `until` steps."""
    past = panel.until(until)
    return family.fit(situation(past, hierarchy(past.keys)))


def joined(first: Cells, then: Cells) -> Cells:
    """The cells of both."""
    return Cells(
        origins=np.concatenate([first.origins, then.origins]),
        truth=np.concatenate([first.truth, then.truth]),
        mean=np.concatenate([first.mean, then.mean]),
        scale=first.scale,
        levels=first.levels,
        source=np.concatenate([first.source, then.source]),
    )
