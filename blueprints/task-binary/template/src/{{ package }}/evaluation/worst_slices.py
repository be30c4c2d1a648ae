"""Where the model is worse than elsewhere, in slices that nobody declared, and what to do next about each.

Every value of every column, and every pair of them, is held against the rest of the rows. Whoever looks at a
thousand slices finds some that are bad by chance: a slice counts as found at a false discovery rate of 5 %,
whatever the slices have in common (Benjamini and Yekutieli 2001).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import false_discovery_control, hypergeom

from ..config.settings import REPORTS
from ..config.types import Slice
from ..data import contract
from ..task.predictions import Predictions
from .slices import groups

Mask = NDArray[np.bool_]

RATE: Final = 0.05
MIN_ROWS: Final = 30
SHOWN: Final = 10
MOST_GROUPS: Final = 20
# A slice most of whose rows are in worse ones tells nothing new.
KNOWN: Final = 0.5
# An answer that is off by more was sure of itself.
SURE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """A slice that is worse than the rest of the rows."""

    name: str
    rows: int
    wrong: int
    elsewhere: float
    """The share of wrong decisions among all other rows."""
    harm: float
    """Wrong decisions beyond what as many other rows have, weighed by cost: a missed positive is 1."""
    q_value: float
    step: str


def worst_slices(model: Predictions) -> list[Found]:
    """The slices that are worse beyond chance, the most harmful first, none of them told twice."""
    wrong = ~model.right
    slices = list(candidates(model.frame))
    p_values = [chance(wrong, rows) for _, rows in slices]
    q_values = false_discovery_control(p_values, method="by") if slices else []
    found = [
        (harm(model, rows), name, rows, float(q))
        for (name, rows), q in zip(slices, q_values, strict=True)
        if q <= RATE
    ]
    told: list[Found] = []
    seen = np.zeros(len(wrong), bool)
    for excess, name, rows, q in sorted(found, key=lambda one: (-one[0], one[1])):
        if excess > 0 and seen[rows].mean() < KNOWN and len(told) < SHOWN:
            seen |= rows
            counts, rest = (int(rows.sum()), int(wrong[rows].sum())), float(wrong[~rows].mean())
            told.append(Found(name, *counts, rest, excess, q, step(model, rows)))
    return told


def candidates(frame: pl.DataFrame) -> Iterator[tuple[str, Mask]]:
    """Every group of a column that has rows enough, and every pair of such groups of two columns."""
    single: dict[str, list[tuple[str, Mask]]] = {}
    for feature in contract.FEATURES:
        quantiles = 4 if feature.kind in ("integer", "number", "timestamp") else None
        if feature.kind == "text" or frame[feature.name].null_count() == frame.height:
            continue
        group = groups(frame, Slice(feature.name, metric="", min_rows=0, quantiles=quantiles))
        names = group.drop_nulls().unique().sort()
        if 1 < len(names) <= MOST_GROUPS:
            masks = ((name, (group == name).fill_null(False).to_numpy()) for name in names)
            single[feature.name] = [
                (f"{feature.name} {name}", rows) for name, rows in masks if is_enough(rows)
            ]
    for found in single.values():
        yield from found
    for first, second in combinations(single.values(), 2):
        for one, these in first:
            for other, those in second:
                if is_enough(both := these & those):
                    yield f"{one} and {other}", both


def is_enough(rows: Mask) -> bool:
    """Whether a slice and the rest of the rows can be compared."""
    return bool(MIN_ROWS <= rows.sum() <= len(rows) - MIN_ROWS)


def chance(wrong: Mask, rows: Mask) -> float:
    """Probability of as many wrong decisions in as many rows drawn at random (Fisher's exact test)."""
    return float(hypergeom.sf(wrong[rows].sum() - 1, len(wrong), wrong.sum(), rows.sum()))


def harm(model: Predictions, rows: Mask) -> float:
    """The cost of wrong decisions in the slice, less what as many of the other rows cost.

    The threshold tells what a false alarm costs in missed positives: t / (1 - t).
    """
    alarm = min(model.threshold / max(1 - model.threshold, 1e-9), 1.0)
    cost = np.where(model.right, 0.0, np.where(model.labels == 1, 1.0, alarm))
    return float(cost[rows].sum() - rows.sum() * cost[~rows].mean())


def step(model: Predictions, rows: Mask) -> str:
    """What to do next, by what the mistakes in the slice are like."""
    wrong = ~model.right & rows
    promised = np.where(model.decisions, 1 - model.probabilities, model.probabilities)[rows].sum()
    distance = np.abs(model.probabilities - model.labels)[wrong]
    if wrong.sum() <= promised + 2 * np.sqrt(promised):
        if np.mean(model.decisions[wrong]) > 0.9:
            return "redefine the metric: nearly all are false alarms that the costs accept"
        return "reframe: the model expects these mistakes, its inputs do not tell the cases apart"
    if np.mean(distance > SURE) > 0.25 or np.median(distance) > 1 - (1 - SURE) * 2:
        return "relabel: the model is sure and the labels say otherwise; audit them"
    return "collect: the model is wrong more often here than it expects; add rows like these"


def write_worst(model: Predictions, reports: Path = REPORTS) -> Path:
    """Write `worst_slices.md`."""
    found = worst_slices(model)
    text = ["# Worst slices", "", __doc__.split("\n\n")[1].replace("\n", " "), ""]
    if found:
        text += ["| slice | rows | wrong | elsewhere | harm | q | next step |", "|---" * 7 + "|"]
        text += [
            f"| {one.name} | {one.rows:,} | {one.wrong / one.rows:.1%} | {one.elsewhere:.1%} "
            f"| {one.harm:.1f} | {one.q_value:.2g} | {one.step} |"
            for one in found
        ]
    else:
        text.append("No slice is worse than the rest beyond chance.")
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / "worst_slices.md"
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path
