"""The contract of the measured values: a CSV file with the columns `date`, `metric` and `value`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

import polars as pl

from ...config.errors import OperatorError
from . import plan

COLUMNS: Final = ("date", "metric", "value")
# Whole weeks, so that each day of the week weighs alike; of monthly figures it holds one.
WINDOW: Final = timedelta(days=28)
SHOWN: Final = 3

Series: TypeAlias = Mapping[date, float]
"""The values of one metric, the earliest first."""


class MeasuresError(OperatorError):
    """The file breaks the contract; the message says where."""


@dataclass(frozen=True, slots=True)
class Level:
    """The mean of the values in a window, on the middle of their days."""

    value: float
    since: date
    until: date

    @property
    def day(self) -> date:
        """The day that the mean stands for."""
        return self.since + (self.until - self.since) / 2


def read(path: Path, today: date) -> dict[str, Series]:
    """Read the values of every metric of the plan.

    Raises:
        MeasuresError: when the file breaks the contract.
    """
    try:
        frame = pl.read_csv(path, infer_schema=False)
    except FileNotFoundError:
        raise MeasuresError(f"no {path}; docs/business_report.md says what belongs there") from None
    except pl.exceptions.PolarsError as error:
        raise MeasuresError(f"{path} is not a CSV file: {error}") from None
    if missing := [name for name in COLUMNS if name not in frame.columns]:
        raise MeasuresError(f"{path} has no column {', '.join(missing)}")
    typed = frame.with_row_index("line", offset=2).select(
        "line",
        pl.col("metric"),
        pl.col("date").str.to_date("%Y-%m-%d", strict=False),
        pl.col("value").cast(pl.Float64, strict=False),
    )
    if problems := list(chain(faults(typed, today), gaps(typed, today))):
        raise MeasuresError("\n".join(f"{path}: {problem}" for problem in problems))
    return {
        str(name): dict(rows.sort("date").select("date", "value").iter_rows())
        for (name,), rows in typed.group_by("metric")
    }


def faults(typed: pl.DataFrame, today: date) -> Iterator[str]:
    """Rows that cannot be right."""
    ratios = [goal.name for goal in plan.OBJECTIVES if goal.unit == "ratio"]
    known = sources()
    rules = {
        "is no day of the form 2027-06-30": pl.col("date").is_null(),
        "is in the future": pl.col("date") > today,
        "is no number": pl.col("value").is_null() | ~pl.col("value").is_finite(),
        f"is no metric of the report ({', '.join(known)})": ~pl.col("metric").is_in(list(known)),
        "is no ratio: it is not between 0 and 1": pl.col("metric").is_in(ratios)
        & ~pl.col("value").is_between(0, 1),
        "stands there twice": pl.struct("date", "metric").is_duplicated() & pl.col("date").is_not_null(),
    }
    for complaint, wrong in rules.items():
        lines = typed.filter(wrong.fill_null(value=complaint.startswith("is no metric")))["line"].to_list()
        if lines:
            more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
            yield f"line {', '.join(map(str, lines[:SHOWN]))}{more} {complaint}"


def gaps(typed: pl.DataFrame, today: date) -> Iterator[str]:
    """Metrics of the plan that have no value, or none that is young enough."""
    newest = dict(typed.drop_nulls().group_by("metric").agg(pl.col("date").max()).iter_rows())
    for name, source in sources().items():
        origin = f" (source: {source})" if source else ""
        if name not in newest:
            yield f"no value of {name}{origin}"
        elif plan.MAX_AGE_DAYS is not None and (today - newest[name]).days > plan.MAX_AGE_DAYS:
            age = f"older than {plan.MAX_AGE_DAYS:g} days"
            yield f"the newest value of {name} is of {newest[name]}, {age}{origin}"


def sources() -> dict[str, str]:
    """Every metric that has to be in the file, and where it comes from."""
    return {
        **{link.measure: "" for link in plan.LINKS},
        **{goal.name: goal.source for goal in plan.OBJECTIVES},
        **{guard.name: guard.source for guard in plan.GUARDRAILS},
    }


def first(series: Series) -> Level:
    """Where the measurements start."""
    start = min(series)
    return level({day: value for day, value in series.items() if day < start + WINDOW})


def recent(series: Series) -> Level:
    """Where the measurements are."""
    end = max(series)
    return level({day: value for day, value in series.items() if day > end - WINDOW})


def level(series: Series) -> Level:
    """The mean of all values."""
    return Level(sum(series.values()) / len(series), min(series), max(series))
