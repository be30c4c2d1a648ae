"""`make batch` on Ray: each file of a run is a task, and that of a worker that dies is given to another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

import ray
from ray.exceptions import RayError

from ..config import operations
from ..config.errors import OperatorError
from ..config.settings import MODELS
from ..inference.predictor import Scorer
from .completeness import unfinished
from .manifest import DeliveryError, InputFile, Manifest
from .shares import RESTARTS, WorkerError, run, score_file
from .writer import RunFolder, Summary

# What the processes of a cluster of this machine inherit: a task has one core, no figures go to the makers of
# Ray, and workers are no nicer than others (15 by default: beside other programs they got 1 % of a core).
SETTINGS: Final = {"POLARS_MAX_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"}
# Tasks get names and answer with nothing: what Ray can least have for objects suffices.
STORE_BYTES: Final = 100_000_000

ScoreFile = Callable[[Path, InputFile, Path, Path, int], str]


class ClusterError(OperatorError):
    """Ray does not start, or is not where it is said to be."""


def score(source: Path) -> Summary:
    """Score a folder, or one file, by tasks of Ray."""
    return run(source, spread)


def score_listed(source: Path, file: InputFile, output: Path, model: Path, chunk_rows: int) -> str:
    """Score one file of the list in the process of a worker; answers what is wrong with it, if anything."""
    try:
        score_file(source / file.name, file, RunFolder(output / file.output), loaded(model), chunk_rows)
    except (OperatorError, OSError) as error:
        return str(error)
    return ""


@cache
def loaded(model: Path) -> Scorer:
    """The model of a worker: sessions cannot be sent."""
    return Scorer(model)


def spread(
    source: Path, place: Path, manifest: Manifest, models: Path = MODELS, score: ScoreFile = score_listed
) -> None:
    """Have those files scored that are not written yet.

    Raises:
        DeliveryError: when one cannot be scored; those that wait are given up.
        WorkerError: when the worker of a file is killed once more than it is given to another.
    """
    output, model = place.parent.resolve(), (models / manifest.model_version).resolve()
    files = unfinished(manifest, output)
    if not files:
        return
    with cluster(min(operations.BATCH_WORKERS, len(files), os.cpu_count() or 1)):
        task = ray.remote(num_cpus=1, max_retries=RESTARTS)(score)
        answers = [task.remote(source.resolve(), file, output, model, manifest.chunk_rows) for file in files]
        for fault in filter(None, finished(answers)):
            raise DeliveryError(fault)


@contextmanager
def cluster(workers: int) -> Iterator[None]:
    """The cluster of `RAY_ADDRESS`; where that is not set, one of this machine that ends with us.

    Raises:
        ClusterError: when there is none, or a busy machine does not start one within the 30 s that Ray waits.
    """
    here = {"num_cpus": workers, "object_store_memory": STORE_BYTES, "include_dashboard": False}
    os.environ.update(SETTINGS)
    try:
        ray.init(**({} if "RAY_ADDRESS" in os.environ else here))
    except Exception as error:
        raise ClusterError(f"no cluster of Ray: {error}") from error
    try:
        yield
    finally:
        ray.shutdown()


def finished(answers: Sequence[ray.ObjectRef[str]]) -> Iterator[str]:
    """What tasks answer, as they end."""
    waiting = list(answers)
    while waiting:
        done, waiting = ray.wait(waiting)
        try:
            yield from ray.get(done)
        except RayError as error:
            raise WorkerError(f"the worker of a file was lost {RESTARTS + 1} times: {error}") from error
