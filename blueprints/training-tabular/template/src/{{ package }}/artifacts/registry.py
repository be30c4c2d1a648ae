"""Tracking and registry on MLflow: a run and a registered version a model, aliases for the roles.

Serving never asks MLflow: it reads the pointer files, which are written here first. A registry that is down
delays no promotion and no rollback; it is told when it is back.
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

import msgspec

from ..config import design
from ..config.errors import OperatorError
from ..config.settings import Settings
from ..evaluation.results import Evaluation
from .manifest import Manifest, read_manifest
from .mlflow_model import write_mlflow_model
from .model_store import MODELS, NoModelError, Pointer, Role, pointer_lock, read_pointer, write_pointer
from .role_changes import UNTOLD, RoleChange, note_change

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

    from ..training.model_selection import Search

CHAMPION_SINCE: Final = "champion_since"
"""Tag of a version: the times, ISO 8601 in UTC, at which it became the champion."""
YOUNG_SECONDS: Final = 86_400.0

logger = logging.getLogger(__name__)


class HeldError(OperatorError):
    """The champion stays until a person releases it."""


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
        client.log_metric(run_id, f"validation_{recordable(key)}", value)
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
    write_pointer("challenger", manifest.version, models=models)
    _tell("challenger", manifest.version, models)
    return manifest


def parameters(manifest: Manifest) -> dict[str, object]:
    """What the model was made by: its own parameters, and those of the design."""
    return {
        "family": manifest.family,
        "fitted_on": manifest.fitted_on,
        **manifest.head.facts(),
        **{f"trials_{family}": search.trials for family, search in manifest.tuning.items()},
        "seed": design.SEED,
        "split_seed": design.SPLIT.seed,
        **manifest.parameters,
    }


def recordable(metric: str) -> str:
    """The name of a metric as MLflow takes it, which takes no `@`."""
    return metric.replace("@", "_at_")


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
        measured = Metric(recordable(search.metric), trial.value, int(time.time() * 1000), 0)
        params = [Param(key, str(value)) for key, value in tried.items()]
        client.log_batch(run.info.run_id, metrics=[measured], params=params)
        client.set_terminated(run.info.run_id)


def record(evaluation: Evaluation, reports: Path) -> None:
    """Log what the model reached on the test rows to its run, and tag the version with the verdict."""
    client = tracking_client()
    registered = _registered(client, evaluation.model.version)
    run_id = str(registered.run_id)
    for key, measured in evaluation.metrics.items():
        client.log_metric(run_id, f"test_{recordable(key)}", measured.value)
    for report in sorted(reports.glob("evaluation.*")):
        client.log_artifact(run_id, str(report), "evaluation")
    verdict = "failed" if evaluation.failed else "passed"
    client.set_model_version_tag(design.NAME, registered.version, "gates", verdict)


def promote(version: str, models: Path = MODELS, *, by_hand: bool = True) -> None:
    """Make a version the champion; the present champion becomes the first to roll back to.

    Raises:
        HeldError: when the champion is held and this is not the word of a person, which releases it.
    """
    with pointer_lock(models):
        earlier: tuple[str, ...] = ()
        with contextlib.suppress(NoModelError):
            champion = read_pointer("champion", models)
            require_free(champion, by_hand=by_hand)
            earlier = tuple(v for v in (champion.version, *champion.previous) if v != version)
        write_pointer("champion", version, earlier[: design.KEEP_VERSIONS], models)
    _tell("champion", version, models)
    prune(models)


def require_free(champion: Pointer, *, by_hand: bool) -> None:
    """Pass unless the champion is held and this is not the word of a person, which releases it.

    Raises:
        HeldError: when it is.
    """
    if champion.held and not by_hand:
        raise HeldError(f"{champion.version} is held since a rollback; `make release` ends that")


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
    _tell("champion", version, models)
    return version


def release(models: Path = MODELS) -> str:
    """Let a retraining replace the champion again after a rollback; answers its version."""
    with pointer_lock(models):
        champion = read_pointer("champion", models)
        write_pointer("champion", champion.version, champion.previous, models)
    return champion.version


def prune(models: Path = MODELS) -> None:
    """Remove the local folders of versions that no pointer names and to which no rollback leads.

    MLflow keeps its own copy of every version. A young folder may be one that is about to get a role.
    """
    keep = set()
    for path in models.glob("*.json"):
        pointer = msgspec.json.decode(path.read_bytes(), type=Pointer)
        keep |= {pointer.version, *pointer.previous}
    for manifest in models.glob("[!.]*/manifest.json"):
        is_old = time.time() - manifest.stat().st_mtime > YOUNG_SECONDS
        if is_old and manifest.parent.name not in keep:
            shutil.rmtree(manifest.parent)


def reconcile(models: Path = MODELS) -> bool:
    """Tell the registry the changes of roles that it has not heard of; False while some remain."""
    untold = sorted((models / UNTOLD).glob("*.json"))
    if not untold:
        return True
    try:
        client = tracking_client()
        for path in untold:
            change = msgspec.json.decode(path.read_bytes(), type=RoleChange)
            _change(client, change)
            path.unlink()
    except Exception as error:  # whatever is wrong with the registry, models can be changed without it
        logger.warning("the registry was not told of %d changes of roles: %s", len(untold), error)
        return False
    return True


def _tell(role: Role, version: str, models: Path) -> None:
    """Note a change of roles for the registry, and tell it at once if it can be reached."""
    note_change(role, version, models)
    reconcile(models)


def _change(client: MlflowClient, change: RoleChange) -> None:
    registered = _registered(client, change.version)
    client.set_registered_model_alias(design.NAME, change.role, registered.version)
    if change.role == "champion":
        times = " ".join([*registered.tags.get(CHAMPION_SINCE, "").split(), change.at])
        client.set_model_version_tag(design.NAME, registered.version, CHAMPION_SINCE, times)


def _registered(client: MlflowClient, version: str) -> ModelVersion:
    found = client.search_model_versions(f"name = '{design.NAME}' and tag.version = '{version}'")
    if not found:
        raise LookupError(f"the registry does not know {version}")
    return found[0]


def tracking_client() -> MlflowClient:
    """The client; MLflow is imported here because it takes seconds."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    # The default of seven retries, each after twice the time of the last, takes minutes.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
    from mlflow import MlflowClient

    for noisy in ("alembic", "mlflow"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return MlflowClient(tracking_uri=Settings().mlflow_tracking_uri)
