"""`make serve`: answer POST /predict with the champion."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from ..config.settings import MODELS, PREDICTIONS
from .app import create_app
from .limits import DRAIN_SECONDS
from .protocol import LimitedProtocol


def main() -> None:
    """Run one worker until SIGTERM; scale by running more of them behind a load balancer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--models", type=Path, default=MODELS, help="folder with champion.json")
    parser.add_argument("--predictions", type=Path, default=PREDICTIONS, help="folder of the log")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    run(create_app(options.models, options.predictions), options.host, options.port)


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


if __name__ == "__main__":
    main()
