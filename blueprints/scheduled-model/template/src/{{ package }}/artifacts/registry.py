"""The roles of models: promotion, rollback, release, and what is kept."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from typing import Final

from ..config import design
from ..config.errors import OperatorError
from .model_store import MODELS, NoModelError, pointer_lock, read_pointer, write_pointer

YOUNG_SECONDS: Final = 86_400.0


class HeldError(OperatorError):
    """The champion stays until a person releases it."""


class NoEarlierChampionError(OperatorError):
    """There is no earlier champion to go back to."""


def promote(version: str, models: Path = MODELS, *, by_hand: bool = True) -> None:
    """Make a version the champion; the present champion becomes the first to roll back to.

    Raises:
        HeldError: when the champion is held and this is not the word of a person, which releases it.
    """
    with pointer_lock(models):
        earlier: tuple[str, ...] = ()
        with contextlib.suppress(NoModelError):
            champion = read_pointer("champion", models)
            if champion.held and not by_hand:
                raise HeldError(f"{champion.version} is held since a rollback; `make release` ends that")
            earlier = tuple(v for v in (champion.version, *champion.previous) if v != version)
        write_pointer("champion", version, earlier[: design.KEEP_VERSIONS], models)
    prune(models)


def rollback(models: Path = MODELS) -> str:
    """Make the previous champion the champion again, hold it, and return its version.

    Raises:
        NoEarlierChampionError: when the present champion is the first.
    """
    with pointer_lock(models):
        champion = read_pointer("champion", models)
        if not champion.previous:
            raise NoEarlierChampionError(f"{champion.version} is the first champion: nothing to go back to")
        version, *earlier = champion.previous
        write_pointer("champion", version, tuple(earlier), models, held=True)
    return version


def release(models: Path = MODELS) -> str:
    """Let a retraining replace the champion again after a rollback; answers its version."""
    with pointer_lock(models):
        champion = read_pointer("champion", models)
        write_pointer("champion", champion.version, champion.previous, models)
    return champion.version


def prune(models: Path = MODELS) -> None:
    """Remove the folders of versions that hold no role and to which no rollback leads.

    A young folder may be one that is about to get a role.
    """
    champion = read_pointer("champion", models)
    keep = {champion.version, *champion.previous}
    with contextlib.suppress(NoModelError):
        keep.add(read_pointer("challenger", models).version)
    for manifest in models.glob("[!.]*/manifest.json"):
        is_old = time.time() - manifest.stat().st_mtime > YOUNG_SECONDS
        if is_old and manifest.parent.name not in keep:
            shutil.rmtree(manifest.parent)
