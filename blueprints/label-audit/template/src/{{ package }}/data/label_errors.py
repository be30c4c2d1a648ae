"""Rows whose label is probably wrong, for people to look at before others: confident learning.

A label is suspect when a model that has not seen the row gives the other class at least the probability
that rows of that class have on average (Northcutt, Jiang and Chuang 2021). Where errors are likely says
nothing of how many there are: that is what the random sample of the audit is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..config import operations
from ..models.families import FAMILIES
from ..task.metrics import Labels, Scores
from ..task.target import labels
from ..training.model_selection import cross_fitted
from . import label_audit
from .load import load


@dataclass(frozen=True, slots=True)
class Suspects:
    """Rows whose label a model contradicts, the least believed first."""

    rows: pl.DataFrame
    belief: Scores
    """The probability of the recorded label, to a model that has not seen the row."""


def search(frame: pl.DataFrame) -> Suspects:
    """The rows of the table whose label is suspect."""
    target, scores = labels(frame).to_numpy(), cross_fitted(FAMILIES[0], frame, {})
    belief = np.where(target == 1, scores, 1 - scores)
    found = np.flatnonzero(suspect(target, scores))
    found = found[np.argsort(belief[found], kind="stable")]
    return Suspects(frame[found], belief[found])


def suspect(target: Labels, scores: Scores) -> NDArray[np.bool_]:
    """Whether each row looks like one of the other class, as such rows do on average."""
    positive = target == 1
    like_positive = scores >= scores[positive].mean()
    like_negative = scores <= scores[~positive].mean()
    contradicted: NDArray[np.bool_] = np.where(positive, like_negative, like_positive)
    contradicted &= like_positive != like_negative
    return contradicted


def write(found: Suspects, folder: Path) -> Path:
    """Write as many of them as an audit has rows, without their labels, the least believed first."""
    return label_audit.write(found.rows.head(operations.AUDIT_SAMPLE), folder)


def search_today() -> str:
    """Search the training table, write what is found beside the audit of today, and tell how much it is."""
    frame = load()
    found = search(frame)
    path = write(found, label_audit.today() / label_audit.SUSPECTS)
    shares = f"{found.rows.height:,} of {frame.height:,} labels"
    told = f"{shares} are contradicted by models that have not seen them"
    return f"{told}; fill in the column {label_audit.ANSWER} of {path}"
