"""`make batch`: the list of every known user, and one for users who are new, published whole or not at all.

A run on the same table writes the same again. One that knows less than the lists in use fails and leaves
those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl
from prometheus_client import CollectorRegistry, Gauge
from scipy.sparse import csr_array, vstack

from ..artifacts.manifest import CorruptArtefactError, read_manifest
from ..artifacts.model_store import MODELS, NoModelError, folder_of, replace
from ..config import design
from ..config.errors import OperatorError
from ..config.settings import PREDICTIONS
from ..data.actions import Actions, load
from ..inference.recommender import NONE, recommend
from ..models import base
from ..models.base import Model
from ..models.popularity import popular
from ..monitoring.job_metrics import reporting

FALLBACK: Final = "popularity"
POINTER: Final = "latest.json"
FILE: Final = "lists.parquet"


class IncompleteError(OperatorError):
    """A list is missing, or holds what it must not."""


class OutdatedError(OperatorError):
    """The table knows less than the lists in use."""


class Latest(msgspec.Struct, frozen=True):
    """The lists in use."""

    as_of: datetime
    path: str
    """Relative to the folder of predictions."""
    rows: int


@dataclass(frozen=True, slots=True)
class Champion:
    """The model in use and the items of its numbers, or none when its files are not whole."""

    version: str
    model: Model | None = None
    items: pl.Series | None = None


def champion(models: Path = MODELS) -> Champion:
    """The champion; the fallback where its files cannot be trusted.

    Raises:
        NoModelError: when there never was one.
    """
    folder = folder_of("champion", models)
    try:
        manifest = read_manifest(folder)
    except CorruptArtefactError:
        return Champion(FALLBACK)
    return Champion(manifest.version, base.load(folder), pl.Series(manifest.items))


def table(actions: Actions, by: Champion) -> pl.DataFrame:
    """A row a user and place; the user without a name stands for everybody who is new."""
    model, items = by.model or popular(actions), actions.items if by.items is None else by.items
    histories = vstack([as_known(actions, items), csr_array((1, len(items)))], format="csr")
    shown = recommend(model, histories)
    by_model = (np.diff(histories.indptr) > 0) & (by.model is not None)
    source = np.where(by_model, "model", FALLBACK)
    users, k = len(shown), shown.shape[1]
    frame = pl.DataFrame(
        {
            design.USER: pl.concat([actions.users, pl.Series([None], dtype=pl.String)])[
                np.repeat(np.arange(users), k)
            ],
            "rank": np.tile(np.arange(1, k + 1), users),
            design.ITEM: items[np.maximum(shown, 0).ravel()],
            "source": np.repeat(source, k),
        }
    )
    return frame.filter(shown.ravel() != NONE).with_columns(
        as_of=pl.lit(actions.newest), model=pl.lit(by.version)
    )


def as_known(actions: Actions, items: pl.Series) -> csr_array:
    """What every user had, as places in the items of the model; it knows nothing of the others."""
    places = {name: place for place, name in enumerate(items)}
    item = np.array([places.get(name, NONE) for name in actions.items], np.int64)[actions.item]
    told = item != NONE
    shape = (len(actions.users), len(items))
    return csr_array((np.ones(int(told.sum())), (actions.user[told], item[told])), shape=shape)


def publish(frame: pl.DataFrame, actions: Actions, predictions: Path) -> Path:
    """Check the lists, write them, and put them in use.

    Raises:
        OutdatedError: when those in use know later actions.
        IncompleteError: when a list is missing or holds an item twice.
    """
    used = latest(predictions)
    if used and used.as_of > actions.newest:
        raise OutdatedError(f"the table ends at {actions.newest}, the lists in use know {used.as_of}")
    answered = frame[design.USER].n_unique()
    # A user who had everything has no list where that is left out.
    if answered < len(actions.users) + 1 and not design.EXCLUDE_SEEN:
        raise IncompleteError(f"{answered:,} lists of {len(actions.users) + 1:,}: those before stay in use")
    if twice := frame.height - frame.select(design.USER, design.ITEM).n_unique():
        raise IncompleteError(f"{twice:,} items stand in a list twice: those before stay in use")
    path = predictions / f"as_of={actions.newest:%Y-%m-%dT%H%M}"
    path.mkdir(parents=True, exist_ok=True)
    draft = path / f".{FILE}.new"
    frame.write_parquet(draft)
    draft.rename(path / FILE)
    pointer = Latest(actions.newest, path.name, frame.height)
    replace(predictions / POINTER, msgspec.json.encode(pointer) + b"\n")
    return path


def latest(predictions: Path) -> Latest | None:
    """The lists in use; None before the first."""
    try:
        return msgspec.json.decode((predictions / POINTER).read_bytes(), type=Latest)
    except FileNotFoundError:
        return None


def run(data: Path, models: Path, predictions: Path) -> tuple[Path, pl.DataFrame, Actions]:
    """Recommend as of the newest action of the table and put the lists in use."""
    actions = load(data)
    try:
        by = champion(models)
    except NoModelError:
        raise NoModelError(f"no champion in {models}/: run `make train evaluate`") from None
    frame = table(actions, by)
    return publish(frame, actions, predictions), frame, actions


def add_series(registry: CollectorRegistry, frame: pl.DataFrame, actions: Actions, now: datetime) -> None:
    """How fresh the lists are, and who answered."""
    age = Gauge("mljob_batch_input_age_seconds", "Age of the newest action that is known.", registry=registry)
    age.set((now.replace(tzinfo=None) - actions.newest).total_seconds())
    other = Gauge("mljob_lists_fallback_ratio", "Share of the rows without a model.", registry=registry)
    other.set(float((frame["source"] != "model").to_numpy().mean()))
    shown = Gauge("mljob_lists_coverage_ratio", "Share of the items that are shown.", registry=registry)
    shown.set(frame[design.ITEM].n_unique() / len(actions.items))


def score(data: Path) -> None:
    """Recommend and say what was published."""
    with reporting("batch") as registry:
        folder, frame, actions = run(data, MODELS, PREDICTIONS)
        add_series(registry, frame, actions, datetime.now(UTC))
    lists = frame[design.USER].n_unique()
    print(f"batch: {lists:,} lists as of {actions.newest:%Y-%m-%d %H:%M}, {frame.height:,} rows, in {folder}")
