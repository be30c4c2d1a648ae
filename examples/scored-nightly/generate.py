"""Accounts of a payment provider, seeded: a table to learn from, and the files of one night.

    python generate.py train data/accounts.csv
    python generate.py night DELIVERY --rows 3000000 --files 60

Whether an account is closed within a month follows from its columns by a known logistic law. One row in 250
of a night breaks the contract.
"""

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

PLANS = np.array(["basic", "plus", "business"])
CHANNELS = np.array(["branch", "web", "app", "partner"])
COUNTRIES = np.array(["AT", "BE", "DE", "ES", "FR", "IT", "NL", "PL"])
SEED = 20240613


def accounts(rows: int, first: int, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Accounts and the probability with which each is closed."""
    rng = np.random.default_rng(seed)
    plan, channel = rng.choice(3, rows, p=[0.6, 0.3, 0.1]), rng.choice(4, rows, p=[0.2, 0.35, 0.35, 0.1])
    months, payments = rng.integers(0, 121, rows), rng.poisson(14, rows)
    balance, fees = rng.lognormal(6.5, 1.2, rows).round(2), rng.gamma(2.0, 4.0, rows).round(2)
    logins, complaints = rng.poisson(9, rows), rng.poisson(0.25, rows)
    logit = (
        -1.2 + 0.9 * (plan == 0) - 0.018 * months - 0.05 * payments - 0.35 * (np.log1p(balance) - 6.5)
        + 0.11 * fees - 0.08 * logins + 0.8 * complaints + 0.5 * (channel == 3)
    )  # fmt: skip
    probability = 1 / (1 + np.exp(-logit))
    table = pl.DataFrame(
        {
            "account": [f"A{number:010}" for number in range(first, first + rows)],
            "months": months,
            "plan": PLANS[plan],
            "channel": CHANNELS[channel],
            "country": rng.choice(COUNTRIES, rows),
            "payments": payments,
            "balance": balance,
            "fees": fees,
            "logins": logins,
            "complaints": complaints,
            "paperless": rng.random(rows) < 0.7,
        }
    )
    return table, probability


def train(path: Path, rows: int) -> None:
    """Accounts of a month ago, and which of them were closed since."""
    table, probability = accounts(rows, 0, SEED)
    closed = np.random.default_rng(SEED + 1).random(rows) < probability
    table.with_columns(pl.Series("closed", np.where(closed, "yes", "no"))).write_csv(path)


def night(folder: Path, rows: int, files: int) -> None:
    """All accounts of this night, in files by part."""
    edges = np.linspace(0, rows, files + 1).astype(int)
    for number, (start, end) in enumerate(pairwise(edges)):
        table, _ = accounts(int(end - start), int(start), SEED + 100 + number)
        # The export writes a plan that no longer exists.
        broken = pl.arange(pl.len()) % 250 == 7
        table = table.with_columns(plan=pl.when(broken).then(pl.lit("legacy")).otherwise("plan"))
        place = folder / f"part={number % 4}" / f"accounts-{number:03}.parquet"
        place.parent.mkdir(parents=True, exist_ok=True)
        table.write_parquet(place)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["train", "night"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=8)
    given = parser.parse_args()
    if given.what == "train":
        train(given.path, given.rows)
    else:
        night(given.path, given.rows, given.files)
