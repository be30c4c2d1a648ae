"""One worker's share of a run, as the index of a Job: the first lists the files, the last to end judges."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from ..artifacts.model_store import read_pointer
from ..config import operations
from ..config.errors import OperatorError
from .completeness import unfinished
from .manifest import Manifest, freeze, frozen, listed
from .shares import OUTPUT, finish, score_share

# How long the list of the run may take, with the start of the machine that makes it.
WAIT_SECONDS: Final = 900.0
POLL_SECONDS: Final = 0.5


class LateError(OperatorError):
    """Nobody has listed the files."""


def manifest_of(source: Path, place: Path, index: int) -> Manifest:
    """The list of the run: the first worker makes it, the others wait for it.

    Raises:
        LateError: when it does not come.
    """
    if index == 0 and not frozen(place):
        freeze(place, listed(source, read_pointer("champion").version, operations.BATCH_CHUNK_ROWS))
    until = time.monotonic() + WAIT_SECONDS
    while not (manifest := frozen(place)):
        if time.monotonic() > until:
            raise LateError(f"no list of {source} in {place} after {WAIT_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)
    return manifest


def work(source: Path, run: str, index: int, workers: int, *, judging: bool) -> None:
    """Score one share of a run; where nobody waits for the workers, the one that ends last judges the run."""
    place = OUTPUT / run
    manifest = manifest_of(source, place, index)
    score_share(source, manifest, manifest.share(index, workers), OUTPUT)
    if judging and not unfinished(manifest, OUTPUT):
        finish(source, manifest, OUTPUT, place)
