"""What a document asks of its table: which columns are label, keys and slices, and which are personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.profile.column import NULLS
from mlsys.profile.table import Wanted

if TYPE_CHECKING:
    from mlsys.spec.data import Data
    from mlsys.spec.root import MLSystem


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts that columns play, by their names in the table."""

    label: str | None = None
    positive_class: str | None = None
    keys: tuple[str, ...] = ()
    parts: str | None = None
    """The column of a predefined split."""
    slices: tuple[str, ...] = ()
    slice_edges: tuple[tuple[str, tuple[float, ...]], ...] = ()
    bucket_edges: tuple[float, ...] = ()
    """Borders between the ranges as which a number is told."""
    private: frozenset[str] = frozenset()
    """Columns of which no value is kept."""
    nulls: frozenset[str] = NULLS
    separator: str | None = None
    decimal: str | None = None

    @property
    def wanted(self) -> Wanted:
        """What to look for in the table."""
        edges = dict(self.slice_edges)
        if self.label is not None and self.bucket_edges:
            edges[self.label] = self.bucket_edges
        return Wanted(
            target=self.label,
            keys=self.keys,
            parts=self.parts,
            groups=self.slices,
            edges=edges,
            nulls=self.nulls,
            separator=self.separator,
            decimal=self.decimal,
        )


def roles_of(spec: MLSystem) -> Roles:
    """Return the parts that the columns of the table play in ``spec``."""
    data, task = spec.data, spec.task
    judged = {column_name(data, name): entry for name, entry in spec.evaluation.slices.items()}
    buckets = getattr(task, "as_buckets", None)
    source = data.source
    return Roles(
        label=data.label.column if data.label is not None else None,
        positive_class=getattr(task, "positive_class", None),
        keys=_keys(data),
        parts=data.split.column if data.split.strategy == "predefined" else None,
        slices=tuple(name for name, entry in judged.items() if not entry.edges and not entry.quantiles),
        slice_edges=tuple((name, entry.edges) for name, entry in judged.items() if entry.edges),
        bucket_edges=buckets.edges if buckets is not None else (),
        private=frozenset((*_keys(data), *_personal(data))),
        nulls=frozenset(source.null_values) if source is not None else NULLS,
        separator=source.separator if source is not None else None,
        decimal=source.decimal if source is not None else None,
    )


def column_name(data: Data, feature: str) -> str:
    """Return the name that a feature has in the table."""
    declared = data.features.get(feature)
    return declared.column or feature if declared is not None else feature


def _keys(data: Data) -> tuple[str, ...]:
    keys = data.keys
    named = (keys.entity, keys.group, keys.user, keys.item, keys.tenant, data.split.group_by)
    return tuple(dict.fromkeys(key for key in named if key))


def _personal(data: Data) -> tuple[str, ...]:
    return tuple(column_name(data, name) for name, entry in data.features.items() if "pii" in entry.tags)
