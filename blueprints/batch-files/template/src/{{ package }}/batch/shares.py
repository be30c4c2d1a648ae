"""A run over the files of a frozen list, whoever shares them: each is scored as one file is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ..artifacts.model_store import read_pointer
from ..config import operations
from ..config.errors import OperatorError
from ..config.settings import MODELS, PREDICTIONS
from ..inference.predictor import Scorer
from ..monitoring.job_metrics import reporting
from .completeness import complete, is_done
from .freshness import written_at
from .job import add_age, add_counts, write_parts
from .manifest import DeliveryError, InputFile, Manifest, freeze, listed, run_name
from .writer import RunFolder, Summary, digest

OUTPUT: Final = PREDICTIONS / "batch"
# How often work is given to another worker when its own was killed.
RESTARTS: Final = 2

Spread = Callable[[Path, Path, Manifest], None]


class WorkerError(OperatorError):
    """A worker failed, and said why, or was killed too often."""


def run(source: Path, spread: Spread) -> Summary:
    """Score a folder, or one file, with the champion; a rerun goes on where the last one ended.

    What has the files of the list scored is `spread`: it gets the folder of the delivery, that of the run,
    and the list.
    """
    manifest = listed(source, read_pointer("champion").version, operations.BATCH_CHUNK_ROWS)
    place = OUTPUT / run_name(source, manifest)
    freeze(place, manifest)
    spread(source, place, manifest)
    return finish(source, manifest, OUTPUT, place)


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
