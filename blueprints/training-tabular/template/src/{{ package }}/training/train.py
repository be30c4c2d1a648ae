"""`make train`: from the table to a packed and registered challenger."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from ..artifacts.manifest import Manifest, sha256
from ..artifacts.model_store import MODELS, lease
from ..artifacts.packaging import pack
from ..artifacts.registry import register
from ..data.load import load
from ..data.split import split
from ..task.readiness import check
from .model_selection import AS_DECLARED, Trials, select


def train(
    data: Path,
    models: Path = MODELS,
    progress: Callable[[str], None] = print,
    trials: Trials = AS_DECLARED,
) -> Manifest:
    """Tune the families, pack the chosen model behind the parity gate, register it as challenger.

    Raises:
        BusyError: when another training is running.
    """
    with lease(models):
        return train_alone(data, models, progress, trials)


def train_alone(
    data: Path, models: Path, progress: Callable[[str], None], trials: Trials = AS_DECLARED
) -> Manifest:
    """Do as `train`; the caller has the lease."""
    frame = load(data)
    progress(f"{frame.height:,} rows of {data} keep the contract")
    parts = split(frame)
    progress(f"split: {parts.train.height:,} train, {parts.validation.height:,} validation")
    check(parts)
    selection = select(parts, progress, trials)
    folder = pack(selection, parts, sha256(data), models)
    progress(f"packed: {folder}, the exported graph answers as the trained model")
    return register(folder, models, selection.searches)


def run(data: Path, trials: Trials) -> None:
    """Train and say what comes out."""
    start = time.monotonic()
    manifest = train(data, progress=lambda line: print(f"train: {line}", flush=True), trials=trials)
    seconds = time.monotonic() - start
    print(f"train: challenger {manifest.version} in {seconds:.0f} s; next: make evaluate")
