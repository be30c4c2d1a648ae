"""Whether lists and grades suffice to learn an order from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from ..config import design
from ..data import contract
from ..data.split import Parts

# Lists whose items differ in grade that a part needs, below which fitting, choosing or judging means nothing.
MIN_LISTS: Final = {"train": 100, "validation": 30, "test": 30}


def faults(parts: Parts) -> Iterator[str]:
    """Why the lists and grades of these parts do not suffice; nothing where they do."""
    every = (parts.train, parts.validation, parts.test)
    yield from list_faults(pl.concat(part.select(contract.QUERY, contract.ITEM) for part in every))
    yield from grade_faults(parts)


def list_faults(keys: pl.DataFrame) -> Iterator[str]:
    """Rows without a query or item, items that stand in a list twice, lists longer than the design says."""
    for name in (contract.QUERY, contract.ITEM):
        if nulls := keys[name].null_count():
            yield f"{name}: null in {nulls:,} rows"
    if twice := int(keys.is_duplicated().sum()):
        yield f"{contract.ITEM}: {twice:,} rows have an item that stands in its list more than once"
    longest = keys.group_by(contract.QUERY).len()["len"].to_numpy().max(initial=0)
    if longest > design.LIST_SIZE:
        yield f"{contract.QUERY}: a list has {longest:,} items; task.list_size is {design.LIST_SIZE:,}"


def grade_faults(parts: Parts) -> Iterator[str]:
    """Parts with too few lists from which an order can be learned."""
    for name, least in MIN_LISTS.items():
        grades = getattr(parts, name).group_by(contract.QUERY).agg(pl.col(contract.LABEL).n_unique())
        lists = int((grades[contract.LABEL] > 1).sum())
        if lists < least:
            found = f"{name} {lists:,} of at least {least}"
            yield f"too few lists whose items differ in {contract.LABEL}: {found}"
