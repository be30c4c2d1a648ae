"""Make a version the champion; without one, the challenger."""

from __future__ import annotations

from pathlib import Path

from . import registry
from .manifest import read_manifest
from .model_store import read_pointer


def promote(version: str | None, models: Path) -> str:
    """Promote a version whose artefact is whole; running services pick it up within seconds.

    Raises:
        NoModelError: when no version is named and there is no challenger.
        CorruptArtefactError: when the artefact was changed.
        FileNotFoundError: when there is no such version.
    """
    chosen = version or read_pointer("challenger", models).version
    read_manifest(models / chosen)
    registry.promote(chosen, models)
    return chosen
