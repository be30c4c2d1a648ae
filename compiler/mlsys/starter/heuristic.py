"""A rule of thumb: the one condition over one column that finds the positive class best."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
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
"""Borders that are tried."""
_DIGITS: Final = 3
"""Digits of a border that people remember."""
_DEVIATIONS: Final = 4
"""Standard deviations from chance; of a thousand conditions, one reaches it in thirty tables."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """A condition over one column, and how many rows it was tried on."""

    column: Column
    text: str
    """With ``{}`` for the name of the column."""
    tried: int
    rows: int
    """Rows that fulfil it."""
    hits: int
    """Of these, the positive ones."""

    def f1(self, share: float) -> float:
        """Return its F1 where ``share`` of the rows are positive."""
        return 2 * self.hits / (self.rows + share * self.tried)

    def by_chance(self, share: float) -> bool:
        """Return whether as many hits can be chance, given how many conditions are tried."""
        expected, spread = self.rows * share, math.sqrt(self.rows * share * (1 - share))
        return self.hits - expected <= _DEVIATIONS * spread


def best_rule(
    table: Table, columns: Sequence[Column], positive: str, target: Column
) -> tuple[str, Mapping[str, str]]:
    """Return the condition with the best F1 and the name that its column needs in it.

    Empty when none beats saying yes to all by more than chance. A column whose name no rule can mention gets
    another name.
    """
    share = target.levels[positive] / target.filled
    best, found = 2 * share / (1 + share), None
    for condition in _conditions(table, columns, positive, target):
        if condition.f1(share) > best and not condition.by_chance(share):
            best, found = condition.f1(share), condition
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
            yield _Condition(column, text, target.filled, rows, hits)


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
    ordered = sorted(zip(numbers, (label == positive for _, label in present), strict=True))
    hits_below = [0, *itertools.accumulate(hit for _, hit in ordered)]
    for border in _round_borders(sorted(numbers)):
        below = bisect_left(ordered, (border,))
        above, hits_above = len(numbers) - below, hits_below[-1] - hits_below[below]
        yield _Condition(column, f"{{}} >= {border:.15g}", len(drawn), above, hits_above)
        yield _Condition(column, f"{{}} < {border:.15g}", len(drawn), below, hits_below[below])


def _round_borders(ordered: Sequence[float]) -> list[float]:
    """Return numbers that people can remember, spread as the values are."""
    step = max(1, len(ordered) // _CUTS)
    return sorted({float(f"{number:.{_DIGITS}g}") for number in ordered[::step]})
