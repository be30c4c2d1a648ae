"""Changes of roles that the registry has not heard of: notes beside the models, told when a job runs next."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from ..data.lineage import now
from .model_store import Role, replace

UNTOLD: Final = ".untold"


class RoleChange(msgspec.Struct, frozen=True):
    """A version got a role."""

    role: Role
    version: str
    at: str
    """ISO 8601 in UTC."""


def note_change(role: Role, version: str, models: Path) -> None:
    """Leave a change of roles for the registry."""
    at = now()
    change = RoleChange(role, version, at.isoformat())
    replace(models / UNTOLD / f"{at:%Y%m%dT%H%M%S%f}-{role}.json", msgspec.json.encode(change))
