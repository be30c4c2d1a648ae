"""The folder of models kept like the object store; a store that cannot be reached changes nothing in it."""

from __future__ import annotations

import asyncio
import logging

from prometheus_client import Counter, Gauge

from ..artifacts.object_store import ObjectStore
from ..config.errors import OperatorError
from .limits import STORE_POLL_SECONDS
from .metrics import ServingMetrics

logger = logging.getLogger(__name__)


class StoreWatch:
    """Asks the store again and again."""

    def __init__(self, store: ObjectStore, metrics: ServingMetrics) -> None:
        """Count in the metrics how that goes."""
        self._store = store
        self._problem = ""
        self._failures = Counter(
            "mlservice_model_store_failures_total",
            "Looks at the object store of models that failed; the service goes on with what it has.",
            registry=metrics.registry,
        )
        self._reached = Gauge(
            "mlservice_model_store_reached_timestamp_seconds",
            "When the object store of models last answered, in seconds since the epoch.",
            registry=metrics.registry,
        )

    async def check(self) -> None:
        """Take over what has changed."""
        try:
            await asyncio.to_thread(self._store.follow)
        except OperatorError as error:
            self._failures.inc()
            if (problem := str(error)) != self._problem:
                logger.error("the service goes on with the models that it has: %s", problem)
                self._problem = problem
        else:
            if self._problem:
                logger.info("the store of models answers again")
            self._problem = ""
            self._reached.set_to_current_time()

    async def watch(self) -> None:
        """Check again and again, until cancelled."""
        while True:
            await asyncio.sleep(STORE_POLL_SECONDS)
            await self.check()
