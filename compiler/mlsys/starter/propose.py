"""From the columns of a table to a framing: task, features, metric, baseline, split."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from mlsys.errors import MlsysError
from mlsys.profile.column import MAX_LEVELS, Column, Kind
from mlsys.profile.table import Table
from mlsys.starter import names
from mlsys.starter.heuristic import best_rule
from mlsys.starter.kinds import FEW_WORDS, prose, type_of
from mlsys.starter.leaks import AWAY, Leaks, Told, find_leaks
from mlsys.starter.leaks import NONE as NO_LEAKS
from mlsys.starter.series import Series, find_series

_READ_TEXTS: Final = frozenset({"binary", "multiclass", "regression"})
"""Tasks whose models read free text."""
_UNLIKELY: Final = 1_000
"""Rows in which measured whole numbers hardly ever all differ."""
_MOST_CODES: Final = 10
"""Different numbers that may be codes of classes."""
_IMAGE: Final = re.compile(r".+\.(?:png|jpe?g|gif|bmp|tiff?|webp|dcm)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a first document says, with the reason for each choice."""

    target: Column
    task: str
    """``binary``, ``multiclass``, ``regression`` or ``forecasting``."""
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
    decimal: str = "."
    """What separates the decimals of numbers."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """By column: the name under which a rule can mention it."""
    leaks: Leaks = NO_LEAKS
    """Which columns and pairs tell the target so well that it has to be asked when they are known."""
    known: Mapping[str, bool] = field(default_factory=dict)
    """What was answered."""
    series: Series | None = None
    """For forecasting: what the rows are steps of."""

    @property
    def prevalence(self) -> float:
        """Share of rows of the positive class."""
        return self.target.levels.get(self.positive, 0) / max(1, self.rows - self.target.missing)


def propose(
    table: Table, target: str, task: str | None = None, known: Mapping[str, bool] | None = None
) -> Proposal:
    """Return a framing for predicting ``target`` from the other columns.

    Args:
        table: the table as scanned.
        target: the name of the column to predict.
        task: the task type when the user has decided it.
        known: by column that tells the target, whether it is known at the time of the prediction.

    Raises:
        MlsysError: if the target cannot be predicted at all.
    """
    columns = table.columns
    wanted = columns[target]
    if wanted.constant:
        raise MlsysError(
            f"column `{target}` has the same value in every row", help="choose a column that varies"
        )
    others = [column for column in columns.values() if column is not wanted and column.name]
    time = next((column for column in others if column.kind is Kind.TIME and column.order == "year"), None)
    series = _series(table, task or _task(wanted), time, others, asked=task is not None)
    task = task or _task(wanted)
    if series is not None:
        task, others = "forecasting", [column for column in others if column.name not in series.columns]
    entity = _entity(others) if series is None else None
    positive = _positive(wanted) if task == "binary" else ""
    kept, left_out = _choose(others, entity, time, texts=task in _READ_TEXTS)
    if "" in columns:
        left_out = (("", "a column without a name"), *left_out)
    leaks = find_leaks(table, wanted, task, positive, kept)
    left_out = (*left_out, *_away(leaks, known or {}))
    kept = tuple(column for column in kept if column.name not in dict(left_out))
    inputs = [column for column in kept if not names.protected(column.name)]
    told = [column for column in inputs if type_of(column) is not Kind.TEXT]
    if not inputs and series is None:
        raise _nothing_left(wanted, leaks)
    rule, aliases = best_rule(table, told, positive, wanted) if task == "binary" else ("", {})
    gaps = {text for column in (*kept, wanted) for text in column.gaps}
    nulls = ("", *sorted(gaps - {""}))
    return Proposal(
        wanted, task, kept, left_out, entity, time, wanted.rows, positive, rule, table.separator, nulls,
        table.decimal, aliases, leaks, known or {}, series,
    )  # fmt: skip


def _nothing_left(target: Column, leaks: Leaks) -> MlsysError:
    away = [name for name, found in leaks.single.items() if _is_away(found)]
    if away:
        return MlsysError(
            f"no column is left to predict from: {', '.join(away)} {'gives' if len(away) == 1 else 'give'} "
            f"`{target.name}` away",
            help="give a table with columns that are known at the time of the prediction",
        )
    return MlsysError(
        "no column is left to predict from", help="give a table with columns besides the target"
    )


def _counted(target: Column) -> bool:
    """Return whether few different numbers are amounts: codes of classes are whole and leave no gap."""
    try:
        numbers = sorted(float(value.replace(",", ".")) for value in target.levels)
    except ValueError:
        return False
    return any(high - low != 1 for low, high in pairwise(numbers))


def _task(target: Column) -> str:
    if target.sample.distinct == 2:
        return "binary"
    if target.kind in (Kind.INTEGER, Kind.NUMBER) and (
        target.sample.distinct > _MOST_CODES or _counted(target)
    ):
        return "regression"
    if target.kind in (Kind.CATEGORICAL, Kind.INTEGER, Kind.NUMBER):
        return "multiclass"
    raise MlsysError(
        f"column `{target.name}` holds free text or dates", help="choose a column of classes or numbers"
    )


def _series(
    table: Table, task: str, time: Column | None, columns: Sequence[Column], *, asked: bool
) -> Series | None:
    """Return what a forecast is about; only where numbers are predicted and nobody wants another task."""
    if task != "forecasting" and (task != "regression" or asked):
        return None
    found = find_series(table, time, [c for c in columns if c is not time]) if time is not None else None
    if found is None and task == "forecasting":
        raise MlsysError(
            "the rows are not steps of time series: no column holds regular moments, each once a series",
            help="give a table with a time column in ISO 8601, or choose another `--task`",
        )
    return found


def _entity(columns: Sequence[Column]) -> Column | None:
    """Return the column that identifies rows, or else the one that identifies what several rows are about."""
    keys = [
        column
        for column in columns
        if column.kind in (Kind.INTEGER, Kind.TEXT) and names.named_like_key(column.name) and column.filled
    ]
    unique = [column for column in keys if column.unique and not _counts_rows(column)]
    if unique:
        return unique[0]
    about = [c for c in keys if names.surely_key(c.name) and c.sample.distinct > MAX_LEVELS and not c.missing]
    numbered = [column for column in keys if column.unique]
    return about[0] if len(about) == 1 else next(iter(numbered), None)


def _counts_rows(column: Column) -> bool:
    """Return whether a column numbers the rows."""
    return (
        column.whole
        and column.numeric
        and column.unique
        and (column.maximum - column.minimum == column.rows - 1)
    )


def _choose(
    columns: Sequence[Column], entity: Column | None, time: Column | None, *, texts: bool
) -> tuple[tuple[Column, ...], tuple[tuple[str, str], ...]]:
    kept, left_out = [], []
    for column in columns:
        if column is entity or column is time:
            continue
        reason = "" if texts and _is_free_text(column) else _objection(column)
        if reason:
            left_out.append((column.name, reason))
        else:
            kept.append(column)
    return tuple(kept), tuple(left_out)


def _is_free_text(column: Column) -> bool:
    """Return whether a column holds sentences that a model may read."""
    is_text = column.filled and not column.constant and type_of(column) is Kind.TEXT
    return bool(
        is_text and prose(column) > FEW_WORDS and not _images(column) and not names.names_people(column.name)
    )


def _is_away(found: Told) -> bool:
    return found.score >= AWAY


def _away(leaks: Leaks, known: Mapping[str, bool]) -> Iterator[tuple[str, str]]:
    """Yield the columns that are not known in time, as far as was asked, with the reason."""
    for name, found in leaks.single.items():
        if name in known:
            if not known[name]:
                yield name, "not known at the time of the prediction"
        elif _is_away(found):
            yield name, f"gives the target away, {found.how}; is it known at the time of the prediction?"


def _objection(column: Column) -> str:  # noqa: PLR0911 (one reason each)
    if not column.filled:
        return "no value in any row"
    if column.constant:
        return "the same value in every row"
    if _counts_rows(column):
        return "numbers the rows"
    if _is_identifier(column):
        return "different in every row, as an identifier is"
    if column.kind is Kind.TIME and column.order != "year":
        begins = f"the {column.order}" if column.order else "day or month, which cannot be told"
        return f"dates that begin with {begins}; write them as 2024-01-31 to use them"
    if names.names_people(column.name):
        return "names people; personal data take a purpose and a legal basis"
    if type_of(column) is Kind.TEXT:
        return _about_text(column)
    return ""


def _is_identifier(column: Column) -> bool:
    if not column.unique or column.kind not in (Kind.INTEGER, Kind.TEXT):
        return False
    if column.kind is Kind.TEXT:
        return prose(column) <= FEW_WORDS and not _images(column)
    same_length = len(f"{column.minimum:.0f}") == len(f"{column.maximum:.0f}")
    return names.named_like_key(column.name) or (column.rows >= _UNLIKELY and same_length)


def _images(column: Column) -> bool:
    return all(map(_IMAGE.match, column.levels))


def _about_text(column: Column) -> str:
    if _images(column):
        return "paths of images"
    if prose(column) > FEW_WORDS:
        return "free text"
    return f"{column.sample.distinct:,} different texts, too many for a category"


def _positive(target: Column) -> str:
    by_name = [level for level in target.levels if level.lower() in names.POSITIVE]
    return by_name[0] if by_name else min(target.levels, key=lambda level: target.levels[level])


def round_outwards(low: float, high: float) -> tuple[str, str]:
    """Return limits a little outside of what was observed, in round numbers; zero stays a limit."""
    size = max(abs(low), abs(high), 1.0)
    step = 10 ** math.floor(math.log10(size))
    step = step / 2 if size / step < 2 else step
    top = math.ceil(high / step + 0.2) * step
    bottom = 0.0 if low >= 0 else math.floor(low / step - 0.2) * step
    return f"{bottom:.15g}", f"{top:.15g}"
