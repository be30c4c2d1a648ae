"""`make train`: from the table to a packed challenger."""

from __future__ import annotations

import math
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
from ..data.panel import Panel, load
from ..inference.forecaster import forecast
from ..models.families import FAMILIES
from ..task import intervals, metrics
from .backtest import Cells, backtest, fitted, joined, zones
from .selection import Choice, choose


class ParityError(OperatorError):
    """The packed model does not forecast as the fitted one."""


def train(data: Path, models: Path = MODELS, progress: Callable[[str], None] = print) -> Manifest:
    """Choose a family by rolling origins, fit it on every step, pack it, and make it the challenger.

    Raises:
        BusyError: when another training is running.
    """
    with lease(models):
        return train_alone(data, models, progress)


def train_alone(data: Path, models: Path, progress: Callable[[str], None]) -> Manifest:
    """Do as `train`; the caller has the lease."""
    panel = load(data)
    progress(f"{len(panel.values):,} series of {panel.steps:,} steps until {panel.origin:%Y-%m-%d %H:%M}")
    chosen = choose(panel, zones(panel.steps), progress)
    manifest = pack(panel, chosen, sha256(data), models)
    write_pointer("challenger", manifest.version, models=models)
    return manifest


def pack(panel: Panel, chosen: Choice, data_sha256: str, models: Path) -> Manifest:
    """The folder of the new model, complete, or nothing.

    The intervals come from the errors of all origins, for the next forecast is of tomorrow; whether intervals
    made that way cover what they say is judged on the test origins with those of the choice alone.

    Raises:
        ParityError: when the files, read again, do not forecast the same to the last bit.
    """
    models.mkdir(parents=True, exist_ok=True)
    family, cut = FAMILIES[chosen.family], zones(panel.steps)
    model = fitted(family, panel, panel.steps)
    test = backtest(fitted(family, panel, cut.fitted_until[1]), panel, cut.test)
    with tempfile.TemporaryDirectory(dir=models, prefix=".new-") as temporary:
        draft = Path(temporary) / "model"
        draft.mkdir()
        model.save(draft)
        if not np.array_equal(forecast(model, panel).mean, forecast(family.load(draft), panel).mean):
            raise ParityError(f"{chosen.family} does not forecast the same when it is read again")
        manifest = describe(panel, chosen, test, draft, data_sha256)
        write_manifest(draft, manifest)
        draft.rename(models / manifest.version)
    return manifest


def describe(panel: Panel, chosen: Choice, test: Cells, draft: Path, data_sha256: str) -> Manifest:
    """The manifest of the files in a folder."""
    created = lineage.now()
    files = {path.name: sha256(path) for path in sorted(draft.iterdir())}
    bounds = metrics.bounds_of(chosen.cells, intervals.fit(chosen.cells))
    parts = metrics.samples(chosen.cells, bounds)
    digest = sha256(*sorted(draft.iterdir()))[:7] if files else data_sha256[:7]
    return Manifest(
        name=design.NAME,
        version=f"{created:%Y%m%d-%H%M%S}-{digest}",
        created_at=created.isoformat(),
        family=chosen.family,
        horizon=design.HORIZON,
        season=design.SEASON,
        features=tuple(feature.name for feature in design.FEATURES),
        cut=panel.origin.isoformat(),
        widths=intervals.fit(joined(chosen.cells, test)),
        errors={metric.name: known(metrics.value(metric, parts)) for metric in design.METRICS},
        tried={name: known(score) for name, score in chosen.tried.items()},
        expected={name: known(metrics.wape(part)) for name, part in metrics.samples(test).items()},
        data_sha256=data_sha256,
        code_version=lineage.code_version(),
        packages=lineage.packages(),
        files=files,
    )


def known(number: float) -> float | None:
    """A number, or none where it could not be measured."""
    return None if math.isnan(number) else number


def run(data: Path, trials: Mapping[str, int]) -> None:
    """Train and say what comes out; there is no search of which a number of trials could be repeated."""
    if trials:
        raise OperatorError("the families have no search: leave out --trials")
    start = time.monotonic()
    manifest = train(data, progress=lambda line: print(f"train: {line}", flush=True))
    seconds = time.monotonic() - start
    print(f"train: challenger {manifest.version} ({manifest.family}) in {seconds:.0f} s; next: make evaluate")
