"""One worker's share of a run: its files, one after the other, each as `make batch` scores a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ..artifacts.model_store import read_pointer
from ..config import operations
from ..config.errors import OperatorError
from ..config.settings import MODELS, PREDICTIONS
from ..inference.predictor import Scorer
from ..monitoring.job_metrics import reporting
from .completeness import complete, is_done, unfinished
from .freshness import written_at
from .job import add_age, add_counts, write_parts
from .manifest import DeliveryError, InputFile, Manifest, freeze, frozen, listed
from .writer import RunFolder, Summary, digest

OUTPUT: Final = PREDICTIONS / "batch"
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


def score_share(
    source: Path, manifest: Manifest, share: Sequence[InputFile], output: Path, models: Path = MODELS
) -> None:
    """Score those files of a share that are not written yet.

    Raises:
        DeliveryError: when a file is no longer the one of the list.
        ContractError: when it lacks a column of the contract.
    """
    scorer = Scorer(models / manifest.model_version)
    for file in share:
        folder = RunFolder(output / file.output)
        if not is_done(folder):
            score_file(source / file.name, file, folder, scorer, manifest.chunk_rows)


def score_file(path: Path, file: InputFile, folder: RunFolder, scorer: Scorer, chunk_rows: int) -> None:
    """Score one file of the list."""
    if not path.exists() or digest(path) != file.sha256:
        raise DeliveryError(f"{path} is not the file that was listed; run again")
    log = partial(print, f"batch: {path.name}:", file=sys.stderr, flush=True)
    folder.finish(write_parts(path, folder, scorer, chunk_rows, log))


def finish(source: Path, manifest: Manifest, output: Path, place: Path) -> Summary:
    """Judge the run and leave its figures."""
    with reporting("batch") as registry:
        summary = complete(manifest, source, output, place)
        add_counts(registry, summary)
        add_age(registry, max(written_at(source / file.name) for file in manifest.files))
    print(f"batch: {summary.scored:,} scored, {summary.rejected:,} rejected: {place}")
    return summary


def work(source: Path, run: str, index: int, workers: int, *, judging: bool) -> None:
    """Score one share of a run; where nobody waits for the workers, the one that ends last judges the run."""
    place = OUTPUT / run
    manifest = manifest_of(source, place, index)
    score_share(source, manifest, manifest.share(index, workers), OUTPUT)
    if judging and not unfinished(manifest, OUTPUT):
        finish(source, manifest, OUTPUT, place)
