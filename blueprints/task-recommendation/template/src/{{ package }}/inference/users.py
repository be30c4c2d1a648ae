"""What users had by the time of the training: a service has no table to look it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from ..data.actions import Actions, Floats, Places

FILE: Final = "users.npz"


@dataclass(frozen=True)
class Users:
    """A row a user, as sparse arrays hold it."""

    names: Sequence[str]
    indptr: Places
    indices: Places
    data: Floats

    @classmethod
    def of(cls, actions: Actions) -> Users:
        """The users of the actions."""
        counts = actions.counts()
        return cls(actions.users.to_list(), counts.indptr, counts.indices, counts.data)

    @classmethod
    def load(cls, folder: Path) -> Users:
        """The users of a folder; nothing in it can be code."""
        with np.load(folder / FILE, allow_pickle=False) as stored:
            names: list[str] = stored["names"].tolist()
            return cls(names, stored["indptr"], stored["indices"], stored["data"])

    def save(self, folder: Path) -> None:
        """Write them."""
        names = np.array(self.names, np.str_)
        np.savez(folder / FILE, names=names, indptr=self.indptr, indices=self.indices, data=self.data)

    def history(self, user: str | None, recent: Sequence[int]) -> tuple[Places, Floats]:
        """Which items a user had how often; what the caller tells counts where it tells more."""
        row = self._rows.get(user)
        kept = slice(0, 0) if row is None else slice(self.indptr[row], self.indptr[row + 1])
        items, counts = np.unique(np.array(recent, np.int64), return_counts=True)
        both = np.union1d(self.indices[kept], items).astype(np.int64)
        known, told = np.zeros(len(both)), np.zeros(len(both))
        known[np.searchsorted(both, self.indices[kept])] = self.data[kept]
        told[np.searchsorted(both, items)] = counts
        return both, np.maximum(known, told)

    @cached_property
    def _rows(self) -> dict[str | None, int]:
        return {name: row for row, name in enumerate(self.names)}
