"""Forecasts that add up over the levels.

Of base forecasts `f` with variances `W`, the nearest that fulfil `B f = 0` are `f - W Bᵀ (B W Bᵀ)⁻¹ B f`,
where `B = [I, -C]` says that an aggregate is the sum of its parts. `wls` takes as variance of a series the
number of single series in it, `ols` the same for all; the system is as large as there are aggregates.

Source: Wickramasuriya, Athanasopoulos & Hyndman 2019, "Optimal forecast reconciliation", section 2.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

from ..config import design
from ..data.panel import Array
from .hierarchy import Hierarchy


def reconcile(base: Array, levels: Hierarchy, method: str = design.RECONCILE) -> Array:
    """Forecasts of every published series, series × steps, that add up and are not below the range."""
    upper = levels.aggregates
    if not upper or method == "none":
        return limited(base)
    single = base[upper:]
    if method in ("ols", "wls"):
        single = adjusted(base, levels, method)[upper:]
    if method == "top_down":
        single = shared(base, levels)
    single = limited(single)
    return np.concatenate([levels.total(single), single])


def adjusted(base: Array, levels: Hierarchy, method: str) -> Array:
    """The nearest forecasts that add up."""
    upper = levels.aggregates
    parts = np.asarray(levels.sums.sum(axis=1)).ravel()
    variance = np.concatenate([parts, np.ones(len(base) - upper)]) if method == "wls" else np.ones(len(base))
    rules = sparse.hstack([sparse.identity(upper), -levels.sums], format="csr")
    weighted = sparse.diags(variance) @ rules.T
    system = splu((rules @ weighted).tocsc())
    return np.asarray(base - weighted @ system.solve(rules @ base))


def shared(base: Array, levels: Hierarchy) -> Array:
    """The total, divided as the forecasts of the single series divide it."""
    single = np.maximum(base[levels.aggregates :], 0.0)
    whole = single.sum(axis=0)
    return np.where(whole > 0, single / np.where(whole > 0, whole, 1.0) * base[0], single)


def limited(forecast: Array) -> Array:
    """Inside of the range of the label."""
    low, high = design.LABEL_RANGE
    return np.asarray(np.clip(forecast, -np.inf if low is None else low, np.inf if high is None else high))
