"""The model in use, swapped under the running service when the champion pointer changes."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from ..artifacts.model_store import folder_of
from ..data.contract import MODEL_FEATURES
from ..inference.predictor import Scorer
from ..task.answers import OUTCOMES
from .example import example
from .limits import MODEL_POLL_SECONDS, MODEL_RETRY_SECONDS
from .metrics import ServingMetrics

logger = logging.getLogger(__name__)

Load: TypeAlias = Callable[[Path], Scorer]


class IncompatibleModelError(Exception):
    """The model wants columns that the contract of this service does not have."""


class Champion:
    """Holds the champion's scorer; `scorer` is None while there is no usable model."""

    def __init__(self, models: Path, metrics: ServingMetrics, load: Load = Scorer) -> None:
        """Follow the pointer file in the folder `models`; `load` reads a model's folder."""
        self.scorer: Scorer | None = None
        self.problem = "no model was loaded yet"
        self._models = models
        self._metrics = metrics
        self._load = load
        self._seen: bytes | None = None
        self._retry_at = float("inf")
        self._patience = MODEL_POLL_SECONDS
        self._wake = asyncio.Event()

    async def reload(self) -> None:
        """Load the model that the pointer names; on failure the model in memory stays."""
        try:
            scorer = await asyncio.to_thread(self._read)
        except Exception as error:  # whatever is wrong with the artefact, serving goes on
            problem = f"{type(error).__name__}: {error}"
            if problem != self.problem:
                self._metrics.model_swaps.labels("refused").inc()
                logger.error("refused the champion: %s", problem)
            self.problem = problem
            self._retry_at = time.monotonic() + self._patience
            self._patience = min(2 * self._patience, MODEL_RETRY_SECONDS)
        else:
            self._use(scorer)
            self._retry_at, self._patience = float("inf"), MODEL_POLL_SECONDS

    async def check(self) -> None:
        """Reload when the pointer's content changed, and again after a failure: files may arrive late."""
        if (content := self._pointer()) != self._seen:
            self._seen, self._patience, self.problem = content, MODEL_POLL_SECONDS, ""
            await self.reload()
        elif time.monotonic() >= self._retry_at:
            await self.reload()

    async def watch(self) -> None:
        """Check again and again, until cancelled."""
        while True:
            await self.check()
            self._wake.clear()
            try:
                await asyncio.wait_for(self._wake.wait(), MODEL_POLL_SECONDS)
            except TimeoutError:
                continue
            self._seen = None

    def wake(self) -> None:
        """Load the champion again now; the answer to SIGHUP."""
        self._wake.set()

    def _read(self) -> Scorer:
        return load_warm(folder_of("champion", self._models), self._load)

    def _use(self, scorer: Scorer) -> None:
        manifest = scorer.manifest
        self.scorer = scorer
        self.problem = ""
        settle()
        self._metrics.model_loaded.set(1)
        self._metrics.model_info.clear()
        self._metrics.model_info.labels(manifest.version).set(1)
        self._metrics.model_trained.set(datetime.fromisoformat(manifest.created_at).timestamp())
        self._metrics.model_swaps.labels("loaded").inc()
        for decision in OUTCOMES:
            self._metrics.predictions.labels(decision, manifest.version)
        logger.info("serving model %s (%s)", manifest.version, manifest.family)

    def _pointer(self) -> bytes:
        try:
            return (self._models / "champion.json").read_bytes()
        except OSError:
            return b""


def load_warm(folder: Path, load: Load) -> Scorer:
    """The scorer of a model's folder, after its first run, which is slow: no caller shall wait for it.

    Raises:
        IncompatibleModelError: when the contract of this service lacks one of its inputs.
    """
    scorer = load(folder)
    known = {(feature.name, feature.kind) for feature in MODEL_FEATURES}
    unknown = {(wanted.name, wanted.kind) for wanted in scorer.manifest.features} - known
    if unknown:
        names = ", ".join(sorted(name for name, _ in unknown))
        raise IncompatibleModelError(f"the contract has no such model input: {names}")
    scorer.score_records([example()])
    return scorer


def settle() -> None:
    """Take what lives as long as the model out of the garbage collector's sight.

    A full collection walks over every object of the imported libraries, and no call is answered meanwhile.
    """
    gc.collect()
    gc.freeze()
