"""A shelf of one product: what customers buy, what is left over, what an order brings the day after tomorrow.

Many shelves at once, with the interface of `gymnasium.vector.VectorEnv`, on numpy alone. The customers of
a day are drawn from the seed whatever is ordered, so that two policies with one seed meet the same ones.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]

PLACES: Final = 60
UNIT: Final = 5
START: Final = 20
WEEKDAYS: Final = np.array(["mon", "tue", "wed", "thu", "fri", "sat", "sun"], dtype=np.object_)
# Mean demand of each weekday relative to `MEAN`, and how uneven days are: the larger, the more even.
SEASON: Final = np.array([0.7, 0.8, 0.9, 1.0, 1.2, 1.3, 1.1])
MEAN: Final = 8.0
EVENNESS: Final = 4
# Of a unit sold, stored overnight, asked for in vain, and of an order.
MARGIN, STORAGE, LOST, ORDER = 2.0, 0.1, 4.0, 12.0


class Shelf:
    """As many shelves as episodes are played."""

    def __init__(self, num_envs: int, demand: float = 1.0, season: float = 1.0) -> None:
        """Shelves whose customers ask for `demand` times the usual, with so much of the weekly rhythm."""
        self.num_envs = num_envs
        self._means = demand * MEAN * (1 + season * (SEASON - 1))
        self._draw = np.random.default_rng()
        self._on_hand = self._today = self._tomorrow = self._weekday = np.zeros(num_envs, np.int64)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Columns, dict[str, Any]]:
        """Begin on a Monday with a third of the places filled, or in the states of `options["state"]`."""
        self._draw = np.random.default_rng(seed)
        state: Columns | None = (options or {}).get("state")
        zero = np.zeros(self.num_envs, np.int64)
        if state is None:
            self._on_hand, self._today, self._tomorrow, self._weekday = zero + START, zero, zero, zero
        else:
            names = ("on_hand", "arriving_today", "arriving_tomorrow")
            self._on_hand, self._today, self._tomorrow = (state[name].astype(np.int64) for name in names)
            self._weekday = (state["weekday"][:, None] == WEEKDAYS).argmax(axis=1)
        return self._state(), {}

    def step(
        self, actions: NDArray[np.int64]
    ) -> tuple[Columns, NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Let a day pass; an order for which there is no room is cut to what fits."""
        asked = UNIT * np.asarray(actions, np.int64)
        ordered = np.minimum(asked, np.maximum(self._room() // UNIT * UNIT, 0))
        means = self._means[self._weekday]
        demand = self._draw.negative_binomial(EVENNESS, EVENNESS / (EVENNESS + means))
        ready = np.minimum(self._on_hand + self._today, PLACES)
        sold = np.minimum(demand, ready)
        self._on_hand, self._today, self._tomorrow = ready - sold, self._tomorrow, ordered
        self._weekday = (self._weekday + 1) % len(WEEKDAYS)
        lost = demand - sold
        reward = MARGIN * sold - STORAGE * self._on_hand - LOST * lost - ORDER * (ordered > 0)
        never = np.zeros(self.num_envs, np.bool_)
        broken = {"overfull": asked > ordered, "empty_shelf": lost > 0}
        return self._state(), reward, never, never, broken

    def _room(self) -> NDArray[np.int64]:
        return PLACES - self._on_hand - self._today - self._tomorrow

    def _state(self) -> Columns:
        return {
            "on_hand": self._on_hand,
            "arriving_today": self._today,
            "arriving_tomorrow": self._tomorrow,
            "room": np.maximum(self._room(), 0),
            "weekday": WEEKDAYS[self._weekday],
        }
