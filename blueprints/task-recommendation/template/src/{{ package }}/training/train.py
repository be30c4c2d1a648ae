"""`make train`: from the table to a packed challenger."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from ..artifacts.manifest import Manifest, sha256, write_manifest
from ..artifacts.model_store import MODELS, lease, write_pointer
from ..config import design
from ..config.errors import OperatorError
from ..data import lineage
from ..data.actions import Actions, load, split
from ..inference.recommender import recommend
from ..models import base
from ..models.families import FAMILIES
from ..task.metrics import Lists, Situation, value
from .selection import Choice, choose


class ParityError(OperatorError):
    """The packed model does not answer as the fitted one."""


def train(data: Path, models: Path = MODELS, progress: Callable[[str], None] = print) -> Manifest:
    """Choose a family, fit it on every action, pack it, and make it the challenger.

    Raises:
        BusyError: when another training is running.
    """
    with lease(models):
        return train_alone(data, models, progress)


def train_alone(data: Path, models: Path, progress: Callable[[str], None]) -> Manifest:
    """Do as `train`; the caller has the lease."""
    actions = load(data)
    progress(
        f"{len(actions):,} actions of {len(actions.users):,} users on {len(actions.items):,} items "
        f"until {actions.newest:%Y-%m-%d %H:%M}"
    )
    chosen = choose(split(actions), progress)
    manifest = pack(actions, chosen, sha256(data), models)
    write_pointer("challenger", manifest.version, models=models)
    return manifest


def pack(actions: Actions, chosen: Choice, data_sha256: str, models: Path) -> Manifest:
    """The folder of the new model, complete, or nothing.

    Raises:
        ParityError: when the files, read again, give another list to any user.
    """
    models.mkdir(parents=True, exist_ok=True)
    model = FAMILIES[chosen.family].fit(actions)
    with tempfile.TemporaryDirectory(dir=models, prefix=".new-") as temporary:
        draft = Path(temporary) / "model"
        draft.mkdir()
        model.save(draft)
        counts = actions.counts()
        if not np.array_equal(recommend(model, counts), recommend(base.load(draft), counts)):
            raise ParityError(f"{chosen.family} does not answer the same when it is read again")
        manifest = describe(actions, chosen, draft, data_sha256)
        write_manifest(draft, manifest)
        draft.rename(models / manifest.version)
    return manifest


def describe(actions: Actions, chosen: Choice, draft: Path, data_sha256: str) -> Manifest:
    """The manifest of the files in a folder."""
    created, parts = lineage.now(), split(actions)
    tested = Lists.by(FAMILIES[chosen.family].fit(parts.known), Situation.of(parts.known, parts.test))
    files = {path.name: sha256(path) for path in sorted(draft.iterdir())}
    return Manifest(
        name=design.NAME,
        version=f"{created:%Y%m%d-%H%M%S}-{sha256(*sorted(draft.iterdir()))[:7]}",
        created_at=created.isoformat(),
        family=chosen.family,
        items=tuple(actions.items),
        cut=actions.newest.isoformat(),
        expected={metric.name: value(metric, tested) for metric in design.METRICS},
        tried=chosen.tried,
        data_sha256=data_sha256,
        code_version=lineage.code_version(),
        files=files,
    )


def run(data: Path, trials: Mapping[str, int]) -> None:
    """Train and say what comes out; there is no search of which a number of trials could be repeated."""
    if trials:
        raise OperatorError("the families have no search: leave out --trials")
    start = time.monotonic()
    manifest = train(data, progress=lambda line: print(f"train: {line}", flush=True))
    seconds = time.monotonic() - start
    print(f"train: challenger {manifest.version} ({manifest.family}) in {seconds:.0f} s; next: make evaluate")
