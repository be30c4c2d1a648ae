"""Write purchases.csv, what customers of a shop bought, drawn with tastes that are known; needs NumPy."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

USERS, ITEMS, TASTES, DAYS = 1_600, 300, 8, 180
START = date(2026, 1, 1)
REPEAT = 0.2
"""Share of purchases that are taken again from what the customer had."""


def main() -> None:
    """Draw customer by customer."""
    draw = np.random.default_rng(20260701)
    kind = draw.integers(0, TASTES, ITEMS)
    appeal = draw.zipf(1.6, ITEMS).clip(1, 60) ** 0.6
    listed = np.where(draw.random(ITEMS) < 0.1, draw.integers(1, DAYS, ITEMS), 0)
    rows = []
    for user in range(USERS):
        taste = draw.dirichlet(np.full(TASTES, 0.25))
        joined = 0 if draw.random() < 0.6 else int(draw.integers(0, DAYS - 5))
        had: list[int] = []
        for day in np.sort(draw.integers(joined, DAYS, draw.poisson(22 * (DAYS - joined) / DAYS) + 1)):
            if had and draw.random() < REPEAT:
                item = int(draw.choice(had))
            else:
                weight = appeal * taste[kind] * (listed <= day) + 1e-3 * appeal * (listed <= day)
                item = int(draw.choice(ITEMS, p=weight / weight.sum()))
            had.append(item)
            rows.append((START + timedelta(days=int(day)), f"c{user:04}", f"p{item:03}"))
    rows = sorted(set(rows))
    with (Path(__file__).parent / "purchases.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("bought_on", "customer", "product"))
        writer.writerows((day.isoformat(), user, item) for day, user, item in rows)


if __name__ == "__main__":
    main()
