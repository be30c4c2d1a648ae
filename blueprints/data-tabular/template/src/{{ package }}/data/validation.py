"""The data contract as polars expressions: what is wrong in a table, per column, with examples."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from ..config.types import Feature

Fault = Literal["missing column", "type", "null", "range", "category", "duplicate"]

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Violation:
    """Rows of a column that break the contract in one way."""

    column: str
    fault: Fault
    count: int
    examples: tuple[str, ...] = ()
    origin: str = ""

    def __str__(self) -> str:
        examples = f", e.g. {', '.join(self.examples)}" if self.examples else ""
        origin = f" from {self.origin}" if self.origin else ""
        return f"{self.column}: {self.fault} ({self.count:,} rows{examples}){origin}"


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression that is true on the rows that break the contract."""

    column: str
    fault: Fault
    broken: pl.Expr
    origin: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.fault}" + (f" from {self.origin}" if self.origin else "")


class ContractError(Exception):
    """The data breaks the contract."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n  ".join(["the data breaks the contract:", *map(str, violations)]))


def rules(features: Sequence[Feature]) -> tuple[Rule, ...]:
    """Every row-wise rule of the features; a value breaks at most one rule of its column."""
    return tuple(rule for feature in features for rule in _rules_of(feature))


def violations(
    frame: pl.DataFrame, features: Sequence[Feature], keys: Sequence[str] = ()
) -> tuple[Violation, ...]:
    """All violations of the features' contract in one pass over the table; the keys have to be there."""
    origins = {**dict.fromkeys(keys, ""), **{feature.name: feature.origin for feature in features}}
    absent = [
        Violation(name, "missing column", frame.height, origin=origin)
        for name, origin in origins.items()
        if name not in frame.columns
    ]
    row_rules = rules([feature for feature in features if feature.name in frame.columns])
    if not row_rules:
        return tuple(absent)
    counts = frame.select(rule.broken.sum().alias(str(i)) for i, rule in enumerate(row_rules)).row(0)
    broken = [(rule, int(count)) for rule, count in zip(row_rules, counts, strict=True) if count]
    return (
        *absent,
        *(
            Violation(rule.column, rule.fault, count, _examples(frame, rule), rule.origin)
            for rule, count in broken
        ),
    )


def duplicates(frame: pl.DataFrame, key: str) -> tuple[Violation, ...]:
    """A violation when values of the key are null or stand in several rows."""
    rule = Rule(key, "duplicate", pl.col(key).is_duplicated() | pl.col(key).is_null())
    count = int(frame.select(rule.broken.sum()).item())
    return (Violation(key, rule.fault, count, _examples(frame, rule)),) if count else ()


def _rules_of(feature: Feature) -> Iterator[Rule]:
    column = pl.col(feature.name)
    if not feature.nullable:
        yield Rule(feature.name, "null", column.is_null(), feature.origin)
    if feature.kind == "categorical":
        if feature.values:
            unseen = column.is_not_null() & ~column.cast(pl.String).is_in(feature.values)
            yield Rule(feature.name, "category", unseen, feature.origin)
        return
    number = column.cast(pl.Float64, strict=False)
    readable = number.is_finite()
    if feature.kind == "integer":
        readable &= number == number.floor()
    if feature.kind == "boolean":
        readable &= number.is_in([0.0, 1.0])
    unreadable = column.is_not_null() & ~readable.fill_null(False)
    yield Rule(feature.name, "type", unreadable, feature.origin)
    if feature.minimum > -math.inf or feature.maximum < math.inf:
        outside = ~number.is_between(feature.minimum, feature.maximum)
        yield Rule(feature.name, "range", readable.fill_null(False) & outside, feature.origin)


def _examples(frame: pl.DataFrame, rule: Rule) -> tuple[str, ...]:
    broken = frame.lazy().filter(rule.broken).select(pl.col(rule.column).unique(maintain_order=True))
    return tuple(str(value) for value in broken.head(EXAMPLES).collect().to_series())
