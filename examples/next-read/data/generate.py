"""Write loans.csv, what readers of a library borrowed, drawn with tastes that are known; needs NumPy."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

READERS, BOOKS, TASTES, DAYS = 1_200, 260, 7, 120
START = datetime(2026, 3, 1)


def main() -> None:
    """Draw reader by reader; nobody borrows a book twice."""
    draw = np.random.default_rng(20260801)
    kind = draw.integers(0, TASTES, BOOKS)
    appeal = draw.zipf(1.7, BOOKS).clip(1, 50) ** 0.5
    bought = np.where(draw.random(BOOKS) < 0.1, draw.integers(1, DAYS, BOOKS), 0)
    rows = []
    for reader in range(READERS):
        taste = draw.dirichlet(np.full(TASTES, 0.2))
        joined = 0 if draw.random() < 0.6 else int(draw.integers(0, DAYS - 5))
        left = np.ones(BOOKS, bool)
        for day in np.sort(draw.uniform(joined, DAYS, draw.poisson(16 * (DAYS - joined) / DAYS) + 1)):
            weight = appeal * (taste[kind] + 1e-2) * (bought <= day) * left
            book = int(draw.choice(BOOKS, p=weight / weight.sum()))
            left[book] = False
            at = START + timedelta(minutes=round(float(day) * 1_440))
            rows.append((at.isoformat(), f"r{reader:04}", f"b{book:03}"))
    with (Path(__file__).parent / "loans.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("borrowed_at", "reader", "book"))
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
