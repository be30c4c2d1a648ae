"""Tracking and registry on MLflow: a run and a registered version a model, aliases for the roles.

Serving never asks MLflow: it reads the pointer files, which are written here, after the alias.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..config import design
from ..config.errors import OperatorError
from ..config.settings import Settings
from ..data.lineage import now
from ..evaluation.results import Evaluation
from .manifest import Manifest, read_manifest
from .mlflow_model import write_mlflow_model
from .model_store import MODELS, NoModelError, Role, read_pointer, write_pointer

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

    from ..training.model_selection import Search

CHAMPION_SINCE: Final = "champion_since"
"""Tag of a version: the times, ISO 8601 in UTC, at which it became the champion."""


class NoEarlierChampionError(OperatorError):
    """There is no earlier champion to go back to."""


def register(folder: Path, models: Path = MODELS, searches: Sequence[Search] = ()) -> Manifest:
    """Log the packed model and the searches that led to it, register it, and make it the challenger."""
    manifest = read_manifest(folder)
    client = tracking_client()
    name = design.NAME
    if not client.search_registered_models(f"name = '{name}'"):
        client.create_registered_model(name)
    experiment = client.get_experiment_by_name(name)
    experiment_id = experiment.experiment_id if experiment else client.create_experiment(name)
    run_id = client.create_run(experiment_id, run_name=manifest.version).info.run_id
    for key, value in parameters(manifest).items():
        client.log_param(run_id, key, value)
    for key, value in manifest.metrics.items():
        client.log_metric(run_id, f"validation_{key}", value)
    client.set_tag(run_id, "data_sha256", manifest.data_sha256)
    client.set_tag(run_id, "code_version", manifest.code_version)
    log_data(client, run_id, manifest)
    for search in searches:
        log_search(client, experiment_id, run_id, search)
    with tempfile.TemporaryDirectory() as temporary:
        write_mlflow_model(folder, Path(temporary), run_id)
        client.log_artifacts(run_id, temporary, "model")
    client.set_terminated(run_id)
    client.create_model_version(name, f"runs:/{run_id}/model", run_id, tags={"version": manifest.version})
    _assign("challenger", manifest.version, (), models)
    return manifest


def parameters(manifest: Manifest) -> dict[str, object]:
    """What the model was made by: its own parameters, and those of the design."""
    return {
        "family": manifest.family,
        "fitted_on": manifest.fitted_on,
        "calibration": manifest.calibration.__struct_config__.tag,
        "threshold": manifest.threshold,
        "trials": manifest.tuning.trials,
        "seed": design.SEED,
        "split_seed": design.SPLIT.seed,
        **manifest.parameters,
    }


def log_data(client: MlflowClient, run_id: str, manifest: Manifest) -> None:
    """Name the table that the model was trained on, by its content."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    source = json.dumps({"uri": design.DATA_PATH, "sha256": manifest.data_sha256})
    table = Dataset(design.NAME, manifest.data_sha256[:16], source_type="local", source=source)
    client.log_inputs(run_id, [DatasetInput(table, [InputTag("mlflow.data.context", "training")])])


def log_search(client: MlflowClient, experiment_id: str, parent: str, search: Search) -> None:
    """A run a trial, below the run of the model."""
    from mlflow.entities import Metric, Param

    for number, trial in enumerate(search.tried):
        tags = {"mlflow.parentRunId": parent}
        run = client.create_run(experiment_id, run_name=f"{search.family} {number}", tags=tags)
        tried = {"family": search.family, **trial.parameters}
        measured = Metric(search.metric, trial.value, int(time.time() * 1000), 0)
        params = [Param(key, str(value)) for key, value in tried.items()]
        client.log_batch(run.info.run_id, metrics=[measured], params=params)
        client.set_terminated(run.info.run_id)


def record(evaluation: Evaluation, reports: Path) -> None:
    """Log what the model reached on the test rows to its run, and tag the version with the verdict."""
    client = tracking_client()
    registered = _registered(client, evaluation.model.version)
    run_id = str(registered.run_id)
    for key, measured in evaluation.metrics.items():
        client.log_metric(run_id, f"test_{key}", measured.value)
    for report in sorted(reports.glob("evaluation.*")):
        client.log_artifact(run_id, str(report), "evaluation")
    verdict = "failed" if evaluation.failed else "passed"
    client.set_model_version_tag(design.NAME, registered.version, "gates", verdict)


def promote(version: str, models: Path = MODELS) -> None:
    """Make a version the champion; the present champion becomes the first to roll back to."""
    try:
        champion = read_pointer("champion", models)
        earlier = tuple(v for v in (champion.version, *champion.previous) if v != version)
    except NoModelError:
        earlier = ()
    _assign("champion", version, earlier[: design.KEEP_VERSIONS], models)
    prune(models)


def rollback(models: Path = MODELS) -> str:
    """Make the previous champion the champion again, and return its version.

    Raises:
        NoEarlierChampionError: when the present champion is the first.
    """
    champion = read_pointer("champion", models)
    if not champion.previous:
        raise NoEarlierChampionError(f"{champion.version} is the first champion: nothing to go back to")
    version, *earlier = champion.previous
    _assign("champion", version, tuple(earlier), models)
    return version


def prune(models: Path = MODELS) -> None:
    """Remove the local folders of versions that hold no role and to which no rollback leads.

    MLflow keeps its own copy of every version.
    """
    champion = read_pointer("champion", models)
    keep = {champion.version, *champion.previous}
    for role in ("challenger", "best"):
        with contextlib.suppress(NoModelError):
            keep.add(read_pointer(role, models).version)
    for manifest in models.glob("[!.]*/manifest.json"):
        if manifest.parent.name not in keep:
            shutil.rmtree(manifest.parent)


def _assign(role: Role, version: str, previous: tuple[str, ...], models: Path) -> None:
    client = tracking_client()
    registered = _registered(client, version)
    client.set_registered_model_alias(design.NAME, role, registered.version)
    if role == "champion":
        times = " ".join([*registered.tags.get(CHAMPION_SINCE, "").split(), now().isoformat()])
        client.set_model_version_tag(design.NAME, registered.version, CHAMPION_SINCE, times)
    write_pointer(role, version, previous, models)


def _registered(client: MlflowClient, version: str) -> ModelVersion:
    found = client.search_model_versions(f"name = '{design.NAME}' and tag.version = '{version}'")
    return found[0]


def tracking_client() -> MlflowClient:
    """The client; MLflow is imported here because it takes seconds."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    from mlflow import MlflowClient

    for noisy in ("alembic", "mlflow"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return MlflowClient(tracking_uri=Settings().mlflow_tracking_uri)
