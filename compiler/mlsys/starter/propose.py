"""From the columns of a table to a framing: task, features, metric, baseline, split."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from mlsys.errors import MlsysError
from mlsys.profile.column import MAX_LEVELS, Column, Kind
from mlsys.profile.spelling import says_yes
from mlsys.profile.table import Table
from mlsys.starter import names

_REPEATS: Final = 5
"""Rows for each value from which on a text with many values is a category and no identifier."""
_FEW_WORDS: Final = 3
"""Texts that have more words are prose."""
_UNLIKELY: Final = 1_000
"""Rows in which measured whole numbers hardly ever all differ."""
_IMAGE: Final = re.compile(r".+\.(?:png|jpe?g|gif|bmp|tiff?|webp|dcm)\Z", re.IGNORECASE)


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
    decimal: str = "."
    """What separates the decimals of numbers."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """By column: the name under which a rule can mention it."""

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
    entity = _entity(others)
    time = next((column for column in others if column.kind is Kind.TIME and column.order == "year"), None)
    kept, left_out = _choose(others, entity, time)
    inputs = [column for column in kept if not names.protected(column.name)]
    if not inputs:
        raise MlsysError(
            "no column is left to predict from", help="give a table with columns besides the target"
        )
    positive = _positive(wanted) if task == "binary" else ""
    best = _best_rule(inputs, positive, wanted) if task == "binary" else None
    gaps = {text for column in (*kept, wanted) for text in column.gaps}
    nulls = ("", *sorted(gaps - {""}))
    aliases, rule = _as_text(best, table) if best is not None else ({}, "")
    return Proposal(
        wanted, task, kept, left_out, entity, time, wanted.rows, positive, rule, table.separator, nulls,
        table.decimal, aliases,
    )  # fmt: skip


def type_of(column: Column) -> Kind:
    """Return the type that a feature is declared with: numbers that name something are categories."""
    kind = column.kind
    if kind is Kind.INTEGER and (names.named_like_code(column.name) or names.surely_key(column.name)):
        kind = Kind.CATEGORICAL if column.sample.distinct <= MAX_LEVELS else Kind.TEXT
    return Kind.CATEGORICAL if kind is Kind.TEXT and _repeats(column) else kind


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


def _repeats(column: Column) -> bool:
    """Return whether a column with many values is still of categories: short, and each in many rows."""
    few = column.sample.distinct * _REPEATS <= column.filled
    return few and _prose(column) <= _FEW_WORDS


def _prose(column: Column) -> float:
    """Return the mean number of words of a value."""
    return sum(len(level.split()) for level in column.levels) / max(1, len(column.levels))


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


def _objection(column: Column) -> str:  # noqa: PLR0911 (one reason each)
    if not column.filled:
        return "no value in any row"
    if column.constant:
        return "the same value in every row"
    if _counts_rows(column):
        return "numbers the rows"
    if _is_identifier(column):
        return "different in every row, as an identifier is"
    if column.gives_target_away():
        return "gives the target away; is it known at the time of the prediction?"
    if column.kind is Kind.TIME:
        return _about_time(column)
    if names.names_people(column.name):
        return "names people; personal data take a purpose and a legal basis"
    if type_of(column) is Kind.TEXT:
        return _about_text(column)
    return ""


def _is_identifier(column: Column) -> bool:
    if not column.unique or column.kind not in (Kind.INTEGER, Kind.TEXT):
        return False
    if column.kind is Kind.TEXT:
        return _prose(column) <= _FEW_WORDS and not _images(column)
    same_length = len(f"{column.minimum:.0f}") == len(f"{column.maximum:.0f}")
    return names.named_like_key(column.name) or (column.rows >= _UNLIKELY and same_length)


def _images(column: Column) -> bool:
    return all(map(_IMAGE.match, column.levels))


def _about_time(column: Column) -> str:
    if column.order == "year":
        return "a second time column"
    begins = f"the {column.order}" if column.order else "day or month, which cannot be told"
    return f"dates that begin with {begins}; write them as 2024-01-31 to use them"


def _about_text(column: Column) -> str:
    if _images(column):
        return "paths of images"
    if _prose(column) > _FEW_WORDS:
        return "free text"
    return f"{column.sample.distinct:,} different texts, too many for a category"


def _positive(target: Column) -> str:
    by_name = [level for level in target.levels if level.lower() in names.POSITIVE]
    return by_name[0] if by_name else min(target.levels, key=lambda level: target.levels[level])


def _best_rule(features: Sequence[Column], positive: str, target: Column) -> tuple[Column, str] | None:
    """Return the value that finds the positive class best (F1), if it beats saying yes to all."""
    share = target.levels[positive] / target.filled
    best, found = 2 * share / (1 + share), None
    for column in features:
        for level, rows, hits in _matches(column, positive):
            f1 = 2 * hits / (rows + target.levels[positive])
            if f1 > best:
                best, found = f1, (column, level)
    return found


def _matches(column: Column, positive: str) -> Iterator[tuple[str, int, int]]:
    """Yield each value that a rule can name, with its rows and how many of these are positive."""
    if type_of(column) not in (Kind.CATEGORICAL, Kind.BOOLEAN) or not column.sample.exact:
        return
    for level, rows in column.levels.items():
        if level.isprintable() and "'" not in level and "\\" not in level:
            yield level, rows, column.by_target.get((level, positive), 0)


def _as_text(best: tuple[Column, str], table: Table) -> tuple[dict[str, str], str]:
    """Return a rule over one column, and the name that the column needs so that the rule can mention it."""
    column, level = best
    name, aliases = column.name, {}
    if not names.can_stand_in_a_rule(name):
        name = names.identifier(name)
        while name in table.columns:
            name += "_"
        aliases = {column.name: name}
    if column.kind is Kind.BOOLEAN:
        return aliases, name if says_yes(level) else f"not {name}"
    return aliases, f"{name} == '{level}'"


def round_outwards(low: float, high: float) -> tuple[str, str]:
    """Return limits a little outside of what was observed, in round numbers; zero stays a limit."""
    size = max(abs(low), abs(high), 1.0)
    step = 10 ** math.floor(math.log10(size))
    step = step / 2 if size / step < 2 else step
    top = math.ceil(high / step + 0.2) * step
    bottom = 0.0 if low >= 0 else math.floor(low / step - 0.2) * step
    return f"{bottom:.15g}", f"{top:.15g}"
