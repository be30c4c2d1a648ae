"""How many components: those that keep the declared share, or those that keep more than noise has."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..config import design
from ..config.errors import OperatorError
from ..task.components import Spectrum, spectrum
from ..task.space import Scores, shuffled

# Of so many shuffles of the columns a component has to exceed nearly all.
SHUFFLES: Final = 20
EXCEEDED: Final = 0.95


class NoStructureError(OperatorError):
    """The columns hang together no more than shuffled ones do."""


def number(found: Spectrum, noise: Scores) -> int:
    """As declared; by the declared share of variance; or as many as exceed noise.

    Raises:
        NoStructureError: when no component exceeds noise.
    """
    if design.COMPONENTS is not None:
        return design.COMPONENTS
    if design.EXPLAINED_VARIANCE is not None:
        return fewest(found.variances, design.EXPLAINED_VARIANCE)
    return above_noise(found.variances, noise)


def fewest(variances: Scores, share: float) -> int:
    """The smallest number of components that keep the share of the variance."""
    kept = np.cumsum(variances) / variances.sum()
    # Sums end a rounding below 1.
    return int(np.argmax(kept >= min(share, kept[-1]))) + 1


def above_noise(variances: Scores, noise: Scores) -> int:
    """The components before the first that keeps no more than noise.

    Raises:
        NoStructureError: when that is the first of all.
    """
    count = int(np.argmin(np.append(variances > noise, False)))
    if not count:
        own, chance = variances[0] / variances.sum(), noise[0] / variances.sum()
        raise NoStructureError(
            f"the first component keeps {own:.1%} of the variance, that of columns shuffled by themselves "
            f"{chance:.1%}: there is nothing to reduce these rows to"
        )
    return count


def of_noise(coordinates: Scores) -> Scores:
    """The variance that each component of shuffled columns hardly ever exceeds."""
    draw = np.random.default_rng(design.SEED)
    drawn = [spectrum(shuffled(coordinates, draw)).variances for _ in range(SHUFFLES)]
    return np.quantile(drawn, EXCEEDED, axis=0)
