"""The table of results and its contract: what is not what the plan says is told, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from ..config.types import Feature
from ..data.parsing import identifiers, parse, without_nulls
from ..data.tables import SURPLUS, DataError, read
from .types import Plan

BEFORE: Final = "before"
"""The measure of the outcome over a time before the assignment, where the plan counts on it."""
DAYS: Final = "days"
"""Days since the assignment of a unit; may be left out once every outcome is due."""
_SHOWN: Final = 3


class ResultsError(DataError):
    """A table that is no result of this experiment: a sentence for each fault."""


def columns_of(plan: Plan) -> tuple[Feature, ...]:
    """What stands beside `unit` and `arm`."""
    measured = [Feature("outcome", "boolean" if plan.outcome == "rate" else "number")]
    measured += [Feature(name, "number") for name in plan.guardrails]
    measured += [Feature(BEFORE, "number")] if plan.variance_reduction else []
    return (*measured, Feature(DAYS, "number", minimum=0))


def read_results(path: Path, plan: Plan) -> pl.DataFrame:
    """Read a table, and parse it by the contract of the plan.

    Returns:
        `unit`, `arm`, `outcome` and the guardrails, with `before` and `days` where there are any; a null is a
        value that is not known.

    Raises:
        DataError: if there is no table, or it breaks the contract.
    """
    raw = read(path, columns_of(plan))
    measured = [column for column in columns_of(plan) if column.name != DAYS or DAYS in raw.columns]
    wanted = ["unit", "arm", *(column.name for column in measured)]
    if missing := [name for name in wanted if name not in raw.columns]:
        raise ResultsError(f"{path} lacks the columns {', '.join(missing)}")
    faults = _surplus_faults(raw)
    text = {name: without_nulls(raw[name]) for name in wanted}
    values = {column.name: parse(column, raw[column.name]) for column in measured}
    table = pl.DataFrame({"unit": identifiers(raw["unit"]), "arm": text["arm"].cast(pl.String), **values})
    faults += [*_unit_faults(table), *_arm_faults(table, plan)]
    for column in measured:
        bad = text[column.name].is_not_null() & table[column.name].is_null()
        kind = "yes or no, 1 or 0" if column.kind == "boolean" else "a number"
        faults += _told(raw[column.name], bad, f"is not {kind}")
    if faults:
        raise ResultsError(f"{path}: {'; '.join(faults)}")
    return table


def _surplus_faults(raw: pl.DataFrame) -> list[str]:
    too_long = raw[SURPLUS].is_not_null().sum() if SURPLUS in raw.columns else 0
    return [f"{too_long:,} rows have more fields than the header"] if too_long else []


def _unit_faults(table: pl.DataFrame) -> Iterator[str]:
    yield from _told(table["unit"], table["unit"].is_null(), "is missing")
    counted = table.drop_nulls("unit").group_by("unit").agg(pl.len(), pl.col("arm").n_unique().alias("arms"))
    repeated = counted.filter(pl.col("len") > 1)
    if not repeated.height:
        return
    both = repeated.filter(pl.col("arms") > 1).height
    switched = f", {both:,} of them in more than one arm" if both else ""
    example = repeated["unit"].min()
    yield f"a unit has one row: {repeated.height:,} have several{switched}, such as {example!r}"


def _arm_faults(table: pl.DataFrame, plan: Plan) -> Iterator[str]:
    unknown = ~table["arm"].is_in(list(plan.arms)).fill_null(False)
    yield from _told(table["arm"], unknown, f"is not one of {', '.join(plan.arms)}")


def _told(column: pl.Series, bad: pl.Series, what: str) -> Iterator[str]:
    """Yield one sentence about the rows at fault; the first row below the header is row 1."""
    if rows := bad.arg_true().to_list():
        shown = ", ".join(f"{column[row]!r} in row {row + 1:,}" for row in rows[:_SHOWN])
        yield f"{column.name} {what} in {len(rows):,} rows: {shown}"
