"""Transactions of merchants, seeded: a common law, and for each merchant its own deviation from it.

    python generate.py data/payments.csv
    python generate.py all.csv --merchants 8000 --median 97

Sizes are lognormal from 20 to 5,000 rows, so most merchants are small.
"""

import argparse
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20240613
CHANNELS = np.array(["shop", "web", "phone"])
COUNTRIES = np.array(["AT", "DE", "ES", "FR", "IT", "NL"])
APART = 0.7


def payments(merchants: int, median: float) -> pl.DataFrame:
    """Payments of all merchants, and which of them were charged back."""
    rng = np.random.default_rng(SEED)
    sizes = np.clip(rng.lognormal(np.log(median), 1.0, merchants), 20, 5000).astype(int)
    merchant = np.repeat(np.arange(merchants), sizes)
    rows = len(merchant)
    numbers = rng.normal(size=(rows, 6))
    channel, country = rng.integers(0, 3, rows), rng.integers(0, 6, rows)
    columns = np.column_stack([numbers, channel == 1, channel == 2, country == 3, np.ones(rows)])
    common = np.array([0.9, -0.7, 0.5, -0.4, 0.3, 0.0, 0.6, 0.2, 0.4, -1.2])
    weights = common + rng.normal(0, APART, (merchants, len(common)))
    chance = 1 / (1 + np.exp(-(columns * weights[merchant]).sum(axis=1)))
    return pl.DataFrame(
        {
            "payment": [f"P{number:08}" for number in range(rows)],
            "merchant": [f"m{number:05}" for number in merchant],
            "amount": np.exp(3.5 + 0.8 * numbers[:, 0]).round(2),
            "hours_since_last": np.exp(2.0 - numbers[:, 1]).round(3),
            "items": np.exp(1.5 + 0.5 * numbers[:, 2]).round(2),
            "account_age": np.exp(4.0 + numbers[:, 3]).round(2),
            "distance": np.exp(2.5 + 0.9 * numbers[:, 4]).round(2),
            "minute": (720 + 120 * numbers[:, 5]).clip(0, 1439).round(1),
            "channel": CHANNELS[channel],
            "country": COUNTRIES[country],
            "charged_back": np.where(rng.random(rows) < chance, "yes", "no"),
        }
    ).sample(fraction=1, shuffle=True, seed=SEED)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--merchants", type=int, default=50)
    parser.add_argument("--median", type=float, default=120)
    given = parser.parse_args()
    payments(given.merchants, given.median).write_csv(given.path)
