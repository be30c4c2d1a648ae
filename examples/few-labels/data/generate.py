"""Recordings of pumps, from a seeded generator with known truth.

Four states of wear; each traces a curve through the readings as the load of the pump grows, and the curves
wind around each other. `python generate.py` writes `recordings.csv` again, byte by byte.
"""

import csv
from pathlib import Path

import numpy as np

STATES = ("healthy", "worn_seal", "worn_bearing", "cavitation")
READINGS = ("pressure", "flow", "vibration", "temperature", "current", "sound")
ROWS, LABELLED, NOISE, SEED = 3_000, 330, 0.055, 20240613


def main() -> None:
    """Write the table; a state is known where the pump was opened."""
    draw = np.random.default_rng(SEED)
    state = draw.integers(0, len(STATES), ROWS)
    load = draw.uniform(0.0, 1.0, ROWS)
    radius, angle = 0.25 + 0.75 * load, state * np.pi / 2 + 3.6 * load
    spiral = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    mixed = spiral @ draw.normal(0.0, 1.0, (2, len(READINGS)))
    values = 50 + 10 * (mixed + draw.normal(0.0, NOISE, mixed.shape))
    opened = set(draw.choice(ROWS, LABELLED, replace=False).tolist())
    with Path(__file__).with_name("recordings.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("recording_id", *READINGS, "state"))
        for number, row in enumerate(values):
            said = STATES[state[number]] if number in opened else ""
            rows.writerow((f"r{number:04d}", *(f"{value:.2f}" for value in row), said))


if __name__ == "__main__":
    main()
