"""Whether a forecast would have been the same had the future been another.

Everything after an origin is scrambled, by a factor between a fifth and five, except what is known ahead;
from the fit on, all is done again; features and forecasts must be the same to the last bit. A future that is
only taken away shows less: trees may not react to a missing value.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..config import design
from ..data.panel import Panel
from ..features.origin_table import rows
from ..inference.forecaster import forecast, situation
from ..models.base import Family
from ..task.hierarchy import hierarchy
from ..training.backtest import fitted


def scrambled(panel: Panel, origin: int) -> Panel:
    """Another future after the first `origin` steps."""
    draw = np.random.default_rng(design.SEED)
    values, features = panel.values.copy(), panel.features.copy()
    later = values[:, origin:]
    values[:, origin:] = later * draw.uniform(0.2, 5.0, later.shape) + draw.uniform(0, 1, later.shape)
    for number, feature in enumerate(design.FEATURES):
        if not feature.known_ahead:
            size = features[number, :, origin:].shape
            features[number, :, origin:] = features[number, :, origin:] * draw.uniform(0.2, 5.0, size)
    return replace(panel, values=values, features=features)


def changed(panel: Panel, family: Family, origin: int) -> int:
    """How many features and forecasts change with the future; 0 when nothing peeks."""
    levels, other = hierarchy(panel.keys), scrambled(panel, origin)
    tables, said = [], []
    for one in (panel, other):
        now = situation(one.until(origin), levels)
        tables.append(rows(now.panel, now.depth).features)
        said.append(forecast(fitted(family, one, origin), one.until(origin), levels).mean)
    differing = ~((tables[0] == tables[1]) | (np.isnan(tables[0]) & np.isnan(tables[1])))
    return int(differing.sum() + (said[0] != said[1]).sum())
