"""What sells, as a file beside the models: the answer while no model can give one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from .model_store import MODELS, replace

if TYPE_CHECKING:
    from ..data.actions import Actions, Floats

FILE: Final = "bestsellers.json"


class Bestsellers(msgspec.Struct, frozen=True):
    """The items that were sold, the most sold first."""

    as_of: datetime
    items: tuple[str, ...]

    @classmethod
    def of(cls, actions: Actions, worth: Floats) -> Bestsellers:
        """The items by what each sold; equal ones in the order of their names."""
        ranked = np.argsort(-worth, kind="stable")
        return cls(actions.newest, tuple(actions.items[ranked[worth[ranked] > 0]]))

    def age(self, now: datetime) -> float:
        """Seconds since the newest action that is counted."""
        return (now - self.as_of.replace(tzinfo=UTC)).total_seconds()


def write_bestsellers(found: Bestsellers, models: Path = MODELS) -> None:
    """Put them in place of those before, unless these know more."""
    before = read_bestsellers(models)
    if before is None or before.as_of <= found.as_of:
        replace(models / FILE, msgspec.json.encode(found) + b"\n")


def read_bestsellers(models: Path = MODELS) -> Bestsellers | None:
    """Those of a folder; None where there are none that can be read."""
    try:
        return msgspec.json.decode((models / FILE).read_bytes(), type=Bestsellers)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
