"""Write days.csv: half a year of 24 shelves that a buyer filled by rule of thumb, with a known truth.

The buyer orders up to some level when little is left, and is not strict about either. Customers come as
`shelf.py` says: the simulator is the world here, and scenarios and saboteurs show what a wrong one does.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from shelf import UNIT, Shelf

SEED, SHELVES, DAYS = 20260302, 24, 182
START = date(2026, 3, 2)
STATE = ("weekday", "on_hand", "arriving_today", "arriving_tomorrow", "room")


def main() -> None:
    """Play the days and write one row for each shelf and day."""
    world, draw = Shelf(SHELVES), np.random.default_rng(SEED)
    state, _ = world.reset(seed=SEED)
    rows = []
    for day in range(DAYS):
        late = state["room"] >= draw.integers(22, 42, SHELVES)
        level = draw.integers(0, 16, SHELVES)
        wanted = np.where(late, np.minimum(40, (state["room"] - level) // UNIT * UNIT), 0)
        after, reward, _, _, _ = world.step(np.maximum(wanted, 0) // UNIT)
        for shelf in range(SHELVES):
            at = START + timedelta(days=day)
            told = [state[name][shelf] for name in STATE]
            ordered = f"order_{max(0, wanted[shelf])}"
            rows.append([f"s{shelf:02}-{at}", at, *told, ordered, round(reward[shelf], 1)])
        state = after
    with Path(__file__).with_name("days.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["shelf_day", "day", *STATE, "ordered", "earned"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
