"""What a family of models is: fitted on a panel once, then asked from any origin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..data.panel import Array, Mask, Panel


@dataclass(frozen=True, slots=True)
class Situation:
    """The published series as they are known at an origin; closed steps are already left out."""

    panel: Panel
    closed: Mask
    depth: NDArray[np.int64]

    def until(self, steps: int) -> Situation:
        """The same at an earlier origin."""
        return Situation(self.panel.until(steps), self.closed, self.depth)


class Model(Protocol):
    """A fitted model."""

    def forecast(self, now: Situation) -> Array:
        """Base forecasts, series × horizon; NaN for a series of which it can say nothing."""

    def save(self, folder: Path) -> None:
        """Write what has to be kept; nothing for a method that is fitted at every origin."""


@dataclass(frozen=True, slots=True)
class Family:
    """A way to forecast."""

    name: str
    fit: Callable[[Situation], Model]
    load: Callable[[Path], Model]


@dataclass(frozen=True, slots=True)
class Method:
    """A model without a memory: it is fitted anew at each origin."""

    function: Callable[[Situation], Array]

    def forecast(self, now: Situation) -> Array:
        """What the method says."""
        return np.asarray(self.function(now))

    def save(self, folder: Path) -> None:
        """Nothing to keep."""


def local(name: str, function: Callable[[Situation], Array]) -> Family:
    """The family of a method that is fitted anew at each origin."""
    method = Method(function)
    return Family(name, lambda _: method, lambda _: method)
