"""The type that a feature is declared with."""

from __future__ import annotations

from typing import Final

from mlsys.profile.column import MAX_LEVELS, Column, Kind
from mlsys.starter import names

FEW_WORDS: Final = 3
"""Texts that have more words are prose."""
_REPEATS: Final = 5
"""Rows for each value from which on a text with many values is a category and no identifier."""


def type_of(column: Column) -> Kind:
    """Return the type that a feature is declared with: numbers that name something are categories."""
    kind = column.kind
    if kind is Kind.INTEGER and (names.named_like_code(column.name) or names.surely_key(column.name)):
        kind = Kind.CATEGORICAL if column.sample.distinct <= MAX_LEVELS else Kind.TEXT
    return Kind.CATEGORICAL if kind is Kind.TEXT and _repeats(column) else kind


def prose(column: Column) -> float:
    """Return the mean number of words of a value."""
    return sum(len(level.split()) for level in column.levels) / max(1, len(column.levels))


def _repeats(column: Column) -> bool:
    """Return whether a column with many values is still of categories: short, and each in many rows."""
    return column.sample.distinct * _REPEATS <= column.filled and prose(column) <= FEW_WORDS
