"""The web application: routes, and the parts that live from start to shutdown."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ..config.design import NAME, VERSION
from ..config.operations import FALLBACK_TIMEOUT_SECONDS
from ..config.settings import MODELS, PREDICTIONS, Settings
from ..inference.predictor import Scorer
from . import openapi
from .admission import Admission
from .champion import Champion, Load
from .endpoint import ROUTE, PredictEndpoint
from .guard import Guard
from .limits import LOG_CAPACITY, LOG_FLUSH_SECONDS
from .metrics import ServingMetrics
from .page import page
from .prediction_log import PredictionLog
from .predictor import Predictor

# Seconds that a thread may hold the interpreter while another waits for it. With the default of 5 ms
# a long list that is being scored delays every short call by as much.
SWITCH_SECONDS: Final = 0.0005


def create_app(models: Path = MODELS, predictions: Path = PREDICTIONS, load: Load = Scorer) -> Guard:
    """The service over a folder of models; it logs its predictions to another folder."""
    metrics = ServingMetrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(SWITCH_SECONDS)
        champion = Champion(models, metrics, load)
        predictor = Predictor(champion, metrics)
        log = prediction_log(predictions, metrics)
        endpoint = PredictEndpoint(predictor, log, metrics)
        app.state.champion = champion
        app.add_api_route(ROUTE, endpoint.predict, methods=["POST"], include_in_schema=False)
        await champion.check()
        watcher = asyncio.create_task(champion.watch())
        reload_on_hangup(champion)
        yield
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher
        await predictor.dispatcher.close()
        log.close()

    # The pages of documentation load their scripts from a network of other people's servers.
    app = FastAPI(title=NAME, version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    add_probes(app)
    if Settings().serving_page:
        app.add_api_route("/", page, include_in_schema=False)

    @app.get("/metrics", response_class=Response, summary="Prometheus metrics")
    async def read_metrics() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return Guard(app, Admission(FALLBACK_TIMEOUT_SECONDS), metrics)


def add_probes(app: FastAPI) -> None:
    """Add the routes that an orchestrator asks."""

    @app.get("/healthz", summary="Whether the process is alive")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", summary="Whether calls can be answered", responses={503: {}})
    async def readyz(request: Request) -> JSONResponse:
        champion: Champion = request.app.state.champion
        if (scorer := champion.scorer) is None:
            # Also with a fallback: a release that cannot load its model must not replace one that can.
            return JSONResponse({"status": "not ready", "reason": champion.problem}, 503)
        if champion.problem:
            return JSONResponse({"status": "degraded", "reason": champion.problem})
        return JSONResponse({"status": "ready", "model_version": scorer.manifest.version})


def prediction_log(directory: Path, metrics: ServingMetrics) -> PredictionLog:
    """The log, with its counts in the metrics."""
    return PredictionLog(
        directory,
        capacity=LOG_CAPACITY,
        interval=LOG_FLUSH_SECONDS,
        on_written=metrics.log_written.inc,
        on_dropped=lambda reason, count: metrics.log_dropped.labels(reason).inc(count),
    )


def reload_on_hangup(champion: Champion) -> None:
    """Load the champion again on SIGHUP; signals reach the main thread only."""
    if threading.current_thread() is threading.main_thread():
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, champion.wake)
