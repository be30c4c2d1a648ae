"""A rule of thumb: the one condition over one column that finds the positive class best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mlsys.profile.column import Column, Kind
from mlsys.profile.spelling import numbers_of, says_yes
from mlsys.profile.table import Table
from mlsys.starter import names
from mlsys.starter.kinds import type_of

_MIN_ROWS: Final = 50
"""With fewer rows, a border between numbers is chance."""
_CUTS: Final = 100
"""Borders that are tried; people do not remember finer ones."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition, the share of rows that fulfil it, and the share that are positive besides."""

    column: Column
    text: str
    """With ``{}`` for the name of the column."""
    rows: float
    hits: float


def best_rule(
    table: Table, columns: Sequence[Column], positive: str, target: Column
) -> tuple[str, Mapping[str, str]]:
    """Return the condition with the best F1 and the name that its column needs in it.

    Empty when none beats saying yes to all. A column whose name no rule can mention gets another.
    """
    share = target.levels[positive] / target.filled
    best, found = 2 * share / (1 + share), None
    for condition in _conditions(table, columns, positive, target):
        f1 = 2 * condition.hits / (condition.rows + share)
        if f1 > best:
            best, found = f1, condition
    if found is None:
        return "", {}
    name = _mentioned(found.column.name, table)
    aliases = {found.column.name: name} if name != found.column.name else {}
    return found.text.format(name), aliases


def _mentioned(name: str, table: Table) -> str:
    if names.can_stand_in_a_rule(name):
        return name
    other = names.identifier(name)
    while other in table.columns:
        other += "_"
    return other


def _conditions(
    table: Table, columns: Sequence[Column], positive: str, target: Column
) -> Iterator[_Condition]:
    for column in columns:
        kind = type_of(column)
        if kind in (Kind.CATEGORICAL, Kind.BOOLEAN) and column.sample.exact:
            yield from _levels(column, positive, target)
        elif kind in (Kind.INTEGER, Kind.NUMBER):
            yield from _borders(table, column, positive, target)


def _levels(column: Column, positive: str, target: Column) -> Iterator[_Condition]:
    flag = column.kind is Kind.BOOLEAN
    for level, rows in column.levels.items():
        text = ("{}" if says_yes(level) else "not {}") if flag else "{} == '" + _escaped(level) + "'"
        if level.isprintable() and not {"'", "\\"} & set(level):
            hits = column.by_target.get((level, positive), 0)
            yield _Condition(column, text, rows / target.filled, hits / target.filled)


def _escaped(level: str) -> str:
    return level.replace("{", "{{").replace("}", "}}")


def _borders(table: Table, column: Column, positive: str, target: Column) -> Iterator[_Condition]:
    """Yield the conditions of being at least, and at most, some of the numbers that were drawn."""
    drawn = [
        (value, label)
        for value, label in zip(
            table.sample.get(column.name, ()), table.sample.get(target.name, ()), strict=True
        )
        if label not in target.gaps
    ]
    present = [(value, label) for value, label in drawn if value not in column.gaps]
    numbers = numbers_of([value for value, _ in present], table.decimal)
    if len(drawn) < _MIN_ROWS or not numbers:
        return
    rows = Counter(numbers)
    hits = Counter(n for n, (_, label) in zip(numbers, present, strict=True) if label == positive)
    ordered = sorted(rows)
    tried = set(ordered[:: max(1, len(ordered) // _CUTS)])
    below = hits_below = 0
    for number in ordered:
        if number in tried and below:
            above, hits_above = len(numbers) - below, hits.total() - hits_below
            yield _Condition(column, f"{{}} >= {number:.15g}", above / len(drawn), hits_above / len(drawn))
            yield _Condition(column, f"{{}} < {number:.15g}", below / len(drawn), hits_below / len(drawn))
        below += rows[number]
        hits_below += hits[number]
