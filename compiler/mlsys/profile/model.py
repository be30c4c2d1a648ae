"""The profile of a table, in the form of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal, TypeAlias

VERSION: Final = 1
"""The version of the format; a reader refuses any other."""
MANY: Final = 20
"""Rows of a key from which on keys are counted together."""

ColumnType: TypeAlias = Literal["boolean", "integer", "number", "categorical", "timestamp", "text"]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """A part of the file; what equals its default is left out."""

    __pydantic_config__: ClassVar = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured(_Part):
    """The file that was read."""

    path: str
    """Relative to the profile."""
    sha256: str
    bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnProfile(_Part):
    """What a column showed. Of personal data and keys only type, gaps and number of values are kept."""

    type: ColumnType
    nulls: int = 0
    """Rows without a value."""
    distinct: int = 0
    """Different values; estimated when there are thousands."""
    min: float | None = None
    max: float | None = None
    mean: float | None = None
    deviation: float | None = None
    """Standard deviation."""
    zeros: int = 0
    """Rows with the number 0."""
    quantiles: Mapping[str, float] = field(default_factory=dict)
    """The number at or below which a share of the rows lies, by the share."""
    levels: Mapping[str, int] = field(default_factory=dict)
    """Rows by value, where there are few values."""
    first: str | None = None
    """The earliest moment, ISO 8601."""
    last: str | None = None
    no_number: str | None = None
    """The first text in a column that began with numbers."""
    tells_label: float | None = None
    """Share of the rows whose value alone tells the label, where it is nearly all of them."""

    @property
    def spread(self) -> float | None:
        """Standard deviation over mean; ``None`` for what is no number or around zero."""
        return abs(self.deviation / self.mean) if self.mean and self.deviation is not None else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Group(_Part):
    """The rows of one value, or of one range of numbers."""

    rows: int
    positives: int | None = None
    """Rows of the positive class; for binary labels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelProfile(_Part):
    """What the label showed."""

    column: str
    rows: int
    """Rows with a label."""
    positive_class: str | None = None
    positive_share: float | None = None
    """Of the rows with a label."""
    edges: tuple[float, ...] = ()
    """Borders of the buckets, of a number that is told as one of several ranges."""
    buckets: tuple[int, ...] = ()
    """Rows below, between and above the borders."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyProfile(_Part):
    """How often the values of a key repeat."""

    distinct: int
    exact: bool = True
    """Whether every value was counted; otherwise the numbers are estimated from a sample of the values."""
    rows_per_value: Mapping[str, int] = field(default_factory=dict)
    """Number of values by the rows that they stand in; the greatest number of rows stands for any more."""
    in_several_parts: int | None = None
    """Values with rows in more than one part of a predefined split."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SliceProfile(_Part):
    """The groups that a model is judged by."""

    groups: Mapping[str, Group]
    edges: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile(_Part):
    """What a look at a table showed."""

    version: int
    mlsys: str
    """The version of the compiler."""
    data: Measured
    rows: int
    duplicate_rows: int = 0
    """Rows that say the same as an earlier row; estimated when there are many rows."""
    columns: Mapping[str, ColumnProfile] = field(default_factory=dict)
    label: LabelProfile | None = None
    keys: Mapping[str, KeyProfile] = field(default_factory=dict)
    slices: Mapping[str, SliceProfile] = field(default_factory=dict)


def profiled(
    rows: int,
    levels: Mapping[str, Mapping[str, int]] | None = None,
    *,
    label: str | None = None,
    columns: Mapping[str, ColumnProfile] | None = None,
    keys: Mapping[str, KeyProfile] | None = None,
    slices: Mapping[str, Mapping[str, Group]] | None = None,
) -> Profile:
    """Return a profile that says little, for the examples of rules."""
    counted = {
        name: ColumnProfile(type="categorical", distinct=len(counts), levels=counts)
        for name, counts in (levels or {}).items()
    }
    return Profile(
        version=VERSION,
        mlsys="",
        data=Measured(path="", sha256="", bytes=0),
        rows=rows,
        columns={**counted, **(columns or {})},
        label=LabelProfile(column=label, rows=rows) if label is not None else None,
        keys=keys or {},
        slices={name: SliceProfile(groups=groups) for name, groups in (slices or {}).items()},
    )
