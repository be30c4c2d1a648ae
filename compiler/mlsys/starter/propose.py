"""From the columns of a table to a framing: task, features, metric, baseline, split."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mlsys.errors import MlsysError
from mlsys.profile.column import Column, Kind
from mlsys.profile.table import Table

_POSITIVE: Final = ("yes", "true", "1", "y", "t", "positive", "churned", "fraud", "default")
_ENTITY_NAMES: Final = ("id", "uuid", "key", "number", "no")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a first document says, with the reason for each choice."""

    target: Column
    task: str
    """``binary``, ``multiclass`` or ``regression``."""
    features: tuple[Column, ...]
    left_out: tuple[tuple[str, str], ...]
    """Column and reason."""
    entity: Column | None
    time: Column | None
    rows: int
    positive: str = ""
    rule: str = ""
    """A heuristic over one feature; empty when none stands out."""
    separator: str | None = ","
    """What separates columns; ``None`` for Parquet."""
    null_values: tuple[str, ...] = ("",)
    """Texts that stand for no value in the table."""

    @property
    def prevalence(self) -> float:
        """Share of rows of the positive class."""
        return self.target.levels.get(self.positive, 0) / max(1, self.rows - self.target.missing)


def propose(table: Table, target: str, task: str | None = None) -> Proposal:
    """Return a framing for predicting ``target`` from the other columns.

    Args:
        table: the table as scanned.
        target: the name of the column to predict.
        task: the task type when the user has decided it.

    Raises:
        MlsysError: if the target cannot be predicted at all.
    """
    columns = table.columns
    wanted = columns[target]
    if wanted.constant:
        raise MlsysError(
            f"column `{target}` has the same value in every row", help="choose a column that varies"
        )
    task = task or _task(wanted)
    others = [column for column in columns.values() if column is not wanted]
    entity = next((column for column in others if _is_entity(column)), None)
    time = next((column for column in others if column.kind is Kind.TIME), None)
    kept, left_out = _choose(others, entity, time)
    if not kept:
        raise MlsysError(
            "no column is left to predict from", help="give a table with columns besides the target"
        )
    positive = _positive(wanted) if task == "binary" else ""
    rule = _rule(kept, positive, wanted) if task == "binary" else ""
    gaps = {text for column in (*kept, wanted) for text in column.gaps}
    nulls = ("", *sorted(gaps - {""}))
    return Proposal(
        wanted, task, kept, left_out, entity, time, wanted.rows, positive, rule, table.separator, nulls
    )


def _task(target: Column) -> str:
    if target.sample.distinct == 2:
        return "binary"
    if target.kind in (Kind.INTEGER, Kind.NUMBER) and target.sample.distinct > 10:
        return "regression"
    if target.kind in (Kind.CATEGORICAL, Kind.INTEGER, Kind.NUMBER):
        return "multiclass"
    raise MlsysError(
        f"column `{target.name}` holds free text or dates", help="choose a column of classes or numbers"
    )


def named_like_key(name: str) -> bool:
    """Return whether a column is called as identifiers are."""
    return name.lower().replace("-", "_").split("_")[-1] in _ENTITY_NAMES


def _is_entity(column: Column) -> bool:
    return column.unique and column.kind in (Kind.INTEGER, Kind.TEXT) and named_like_key(column.name)


def _choose(
    columns: Sequence[Column], entity: Column | None, time: Column | None
) -> tuple[tuple[Column, ...], tuple[tuple[str, str], ...]]:
    kept, left_out = [], []
    for column in columns:
        if column is entity or column is time:
            continue
        reason = _objection(column)
        if reason:
            left_out.append((column.name, reason))
        else:
            kept.append(column)
    return tuple(kept), tuple(left_out)


def _objection(column: Column) -> str:
    if column.constant:
        return "the same value in every row"
    if column.gives_target_away():
        return "gives the target away; is it known at the time of the prediction?"
    if column.kind is Kind.TIME:
        return "a second time column"
    if column.kind is Kind.TEXT:
        return "free text or an identifier"
    if column.unique and column.kind is Kind.INTEGER:
        return "different in every row, as an identifier is"
    return ""


def _positive(target: Column) -> str:
    by_name = [level for level in target.levels if level.lower() in _POSITIVE]
    return by_name[0] if by_name else min(target.levels, key=lambda level: target.levels[level])


def _rule(features: Sequence[Column], positive: str, target: Column) -> str:
    """Return the level that finds the positive class best (F1) as a rule, if it beats saying yes to all."""
    share = target.levels[positive] / target.rows
    best, rule = 2 * share / (1 + share), ""
    for column in features:
        if column.kind is not Kind.CATEGORICAL:
            continue
        for level, rows in column.levels.items():
            hits = column.by_target.get((level, positive), 0)
            f1 = 2 * hits / (rows + target.levels[positive])
            if f1 > best and level.isprintable() and "'" not in level:
                best, rule = f1, f"{column.name} == '{level}'"
    return rule


def round_outwards(low: float, high: float) -> tuple[str, str]:
    """Return limits a little outside of what was observed, in round numbers; zero stays a limit."""
    size = max(abs(low), abs(high), 1.0)
    step = 10 ** math.floor(math.log10(size))
    step = step / 2 if size / step < 2 else step
    top = math.ceil(high / step + 0.2) * step
    bottom = 0.0 if low >= 0 else math.floor(low / step - 0.2) * step
    return f"{bottom:.15g}", f"{top:.15g}"
