"""`make serve`: answer POST /predict with the champion."""

from __future__ import annotations

import logging

import uvicorn
from starlette.types import ASGIApp

from ..config.settings import Settings
from .app import create_app
from .limits import DRAIN_SECONDS
from .protocol import LimitedProtocol


def serve() -> None:
    """Run one worker until SIGTERM; scale by running more of them behind a load balancer."""
    settings = Settings()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    app = create_app(settings.models_dir, settings.predictions_dir)
    run(app, settings.serving_host, settings.serving_port)


def run(app: ASGIApp, host: str, port: int) -> None:
    """Run an application with the settings of production."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=LimitedProtocol,
        log_config=None,
        # A line per call costs more than the call; the metrics and the prediction log have it all.
        access_log=False,
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )
