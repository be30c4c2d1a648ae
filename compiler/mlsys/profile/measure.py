"""From what a table showed to its profile."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from mlsys import __version__
from mlsys.profile.column import MAX_LEVELS, Column, Kind
from mlsys.profile.model import (
    MANY,
    VERSION,
    ColumnProfile,
    Group,
    KeyProfile,
    LabelProfile,
    Measured,
    Profile,
    SliceProfile,
)
from mlsys.profile.roles import Roles
from mlsys.profile.table import Table

_SHARES: Final = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_LABEL_LEVELS: Final = 1_000
"""Classes and groups that are listed; a column with more of them is told by its number of values."""
_TELLING: Final = 0.95
"""Share of rows from which on it is told how well a column tells the label."""
_ROUND: Final = 6
"""Significant digits of numbers that are computed."""


def profile_of(table: Table, roles: Roles, path: str) -> Profile:
    """Return the profile of ``table``, which stands at ``path`` relative to the profile."""
    listed = {roles.label, *roles.slices}
    return Profile(
        version=VERSION,
        mlsys=__version__,
        data=Measured(path=posixpath.normpath(path), sha256=table.sha256, bytes=table.size),
        rows=table.rows,
        duplicate_rows=table.repeated_rows,
        columns={
            name: _column(column, roles, _LABEL_LEVELS if name in listed else MAX_LEVELS)
            for name, column in table.columns.items()
        },
        label=_label(table, roles),
        keys={key: _key(table, key) for key in roles.keys if key in table.columns},
        slices=dict(_slices(table, roles)),
    )


def _column(column: Column, roles: Roles, most: int) -> ColumnProfile:
    kind = column.kind
    told = None if column.name == roles.label else _telling(column.tells_target())
    if column.name in roles.private:
        return ColumnProfile(
            type=kind.value, nulls=column.missing, distinct=column.sample.distinct, tells_label=told
        )
    numeric = column.filled > 0 and kind in (Kind.INTEGER, Kind.NUMBER)
    few = column.sample.exact and len(column.levels) <= (MAX_LEVELS if numeric else most)
    return ColumnProfile(
        type=kind.value,
        nulls=column.missing,
        distinct=column.sample.distinct,
        min=column.minimum if numeric else None,
        max=column.maximum if numeric else None,
        mean=_rounded(column.mean) if numeric else None,
        deviation=_rounded(column.deviation) if numeric else None,
        zeros=column.zeros if numeric else 0,
        quantiles=_quantiles(column) if numeric else {},
        levels=dict(sorted(column.levels.items())) if few and kind is not Kind.TIME else {},
        first=column.first.isoformat() if kind is Kind.TIME and column.first else None,
        last=column.last.isoformat() if kind is Kind.TIME and column.last else None,
        no_number=column.odd or None,
        tells_label=told,
    )


def _quantiles(column: Column) -> dict[str, float]:
    return dict(zip(map(str, _SHARES), column.numbers.quantiles(_SHARES), strict=True))


def _label(table: Table, roles: Roles) -> LabelProfile | None:
    if roles.label is None:
        return None
    column = table.columns[roles.label]
    counts = table.buckets.get(roles.label, {})
    buckets = [0] * (len(roles.bucket_edges) + 1) if counts else []
    for (number, _), rows in counts.items():
        buckets[number] += rows
    positives = column.levels.get(roles.positive_class or "", 0)
    return LabelProfile(
        column=roles.label,
        rows=column.filled,
        positive_class=roles.positive_class,
        positive_share=_rounded(positives / column.filled) if roles.positive_class is not None else None,
        edges=roles.bucket_edges if counts else (),
        buckets=tuple(buckets),
    )


def _key(table: Table, key: str) -> KeyProfile:
    sample = table.columns[key].sample
    return KeyProfile(
        distinct=sample.distinct,
        exact=sample.exact,
        rows_per_value={str(size): values for size, values in sample.sizes(MANY).items()},
        in_several_parts=table.parts.get(key),
    )


def _slices(table: Table, roles: Roles) -> Mapping[str, SliceProfile]:
    found = {}
    for name in roles.slices:
        column = table.columns.get(name)
        if column is not None and column.sample.exact and len(column.levels) <= _LABEL_LEVELS:
            found[name] = SliceProfile(groups=_values(column, roles))
    for name, edges in roles.slice_edges:
        if name in table.buckets:
            found[name] = SliceProfile(groups=_ranges(table.buckets[name], edges, roles), edges=edges)
    return found


def _values(column: Column, roles: Roles) -> dict[str, Group]:
    known = roles.positive_class is not None and bool(column.by_target)
    return {
        value: Group(
            rows=rows,
            positives=column.by_target.get((value, roles.positive_class or ""), 0) if known else None,
        )
        for value, rows in sorted(column.levels.items())
    }


def _ranges(
    counts: Mapping[tuple[int, str], int], edges: tuple[float, ...], roles: Roles
) -> dict[str, Group]:
    found = {}
    ends = ("", *(f"{edge:.15g}" for edge in edges), "")
    for number in range(len(edges) + 1):
        rows = sum(hits for (bucket, _), hits in counts.items() if bucket == number)
        positives = counts.get((number, roles.positive_class or ""), 0)
        known = roles.positive_class is not None
        found[f"{ends[number]}..{ends[number + 1]}"] = Group(
            rows=rows, positives=positives if known else None
        )
    return found


def _telling(share: float) -> float | None:
    """Return a share that is worth telling; the majority class alone tells some of the label anywhere."""
    return _rounded(share) if share >= _TELLING else None


def _rounded(number: float) -> float:
    return float(f"{number:.{_ROUND}g}")
