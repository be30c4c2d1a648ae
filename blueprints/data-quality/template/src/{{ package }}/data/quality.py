"""Expectations of a delivery: what must hold for the rows as a whole before a model learns from them.

The contract says of each value what it may be; a delivery can keep it and still be cut short, of last
month, or contradict itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from . import contract
from .load import rule_column
from .tables import DataError

Columns: TypeAlias = Mapping[str, NDArray[Any]]


class QualityError(DataError):
    """A delivery breaks expectations, and no model is trained on it."""

    def __init__(self, failures: Mapping[str, str]) -> None:
        self.failures = failures
        told = (f"{claim}: {failure}" for claim, failure in failures.items())
        super().__init__("\n  ".join(["the delivery breaks expectations:", *told]))


@dataclass(frozen=True, slots=True)
class RowCount:
    """There are so many rows."""

    claim: str
    minimum: int = 0
    maximum: int | None = None

    def failure(self, frame: pl.DataFrame) -> str:
        """What is wrong; empty when nothing is."""
        if frame.height < self.minimum:
            return f"{frame.height:,} rows, at least {self.minimum:,} are expected"
        if self.maximum is not None and frame.height > self.maximum:
            return f"{frame.height:,} rows, at most {self.maximum:,} are expected"
        return ""


@dataclass(frozen=True, slots=True)
class Missing:
    """At most this share of the values is missing."""

    claim: str
    column: str
    share: float = 0.0

    def failure(self, frame: pl.DataFrame) -> str:
        """What is wrong; empty when nothing is."""
        missing = frame[self.column].null_count()
        if missing <= self.share * frame.height:
            return ""
        return (
            f"{self.column} is missing in {missing:,} of {frame.height:,} rows, "
            f"at most {self.share:.1%} are expected"
        )


@dataclass(frozen=True, slots=True)
class Unique:
    """No value stands in two rows."""

    claim: str
    column: str

    def failure(self, frame: pl.DataFrame) -> str:
        """What is wrong; empty when nothing is."""
        values = frame[self.column].drop_nulls()
        repeated = int(values.is_duplicated().sum())
        return f"{repeated:,} rows share their {self.column} with another" if repeated else ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """The youngest row is at most this old; a date counts to the end of its day."""

    claim: str
    column: str
    seconds: int

    def failure(self, frame: pl.DataFrame) -> str:
        """What is wrong; empty when nothing is."""
        youngest = frame[self.column].max()
        if not isinstance(youngest, datetime):
            return f"no {self.column} says how old the rows are"
        youngest += timedelta(days=youngest.time() == time())
        age, allowed = datetime.now(UTC) - youngest.replace(tzinfo=UTC), timedelta(seconds=self.seconds)
        told = f"the youngest row is {age} old by its {self.column}, {allowed} is allowed"
        return told if age > allowed else ""


@dataclass(frozen=True, slots=True)
class EachRow:
    """A condition over the features is true in each row."""

    claim: str
    text: str
    rule: Callable[[Columns], NDArray[np.bool_]]

    def failure(self, frame: pl.DataFrame) -> str:
        """What is wrong; empty when nothing is."""
        broken = int(self.broken(frame).sum())
        return f"{broken:,} of {frame.height:,} rows break `{self.text}`" if broken else ""

    def broken(self, frame: pl.DataFrame) -> NDArray[np.bool_]:
        """The rows in which it is not true; a missing value equals nothing."""
        columns = {feature.name: rule_column(frame[feature.name], feature) for feature in contract.FEATURES}
        return np.logical_not(self.rule(columns))


Expectation: TypeAlias = RowCount | Missing | Unique | Fresh | EachRow


def failing(frame: pl.DataFrame, expectations: Sequence[Expectation]) -> dict[str, str]:
    """What is wrong, by the claim in the design that it breaks."""
    found = {one.claim: one.failure(frame) for one in expectations}
    return {claim: failure for claim, failure in found.items() if failure}


def require(frame: pl.DataFrame, expectations: Sequence[Expectation]) -> None:
    """Refuse a delivery that is not as expected.

    Raises:
        QualityError: with everything that is wrong.
    """
    if failures := failing(frame, expectations):
        raise QualityError(failures)
