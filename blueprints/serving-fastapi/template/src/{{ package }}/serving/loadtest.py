"""`make loadtest`: the declared peak and a fifth more, against the latency objective.

Starts a service of its own on the champion, or takes a running one by --url. Exit code 1 when a
call fails or too few answers are in time; with --attempts, in every run.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import msgspec

from ..config import operations
from ..config.settings import MODELS
from .example import example
from .load_generator import Measured, generate

# Calls a second: the declared peak and a fifth more.
RATE = (operations.PEAK_REQUESTS_PER_SECOND or 10) * 1.2
START_SECONDS = 120
# Without a declared objective, an answer counts as in time within a second.
BOUND_SECONDS = operations.LATENCY_SLO_SECONDS or 1.0


@contextmanager
def own_service(models: Path) -> Iterator[str]:
    """A service on a free port of the loopback interface; its log goes to a temporary folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as predictions:
        settings = {"MODELS_DIR": str(models), "PREDICTIONS_DIR": predictions, "SERVING_PORT": str(port)}
        command = [sys.executable, "-m", f"{__package__.partition('.')[0]}.cli", "serve"]
        process = subprocess.Popen(command, env={**os.environ, **settings})
        try:
            wait_until_ready(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def wait_until_ready(url: str) -> None:
    """Return when the service has its model.

    Raises:
        TimeoutError: when that takes too long.
    """
    limit = time.monotonic() + START_SECONDS
    while time.monotonic() < limit:
        try:
            with urlopen(f"{url}/readyz"):
                return
        except URLError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} is not ready after {START_SECONDS} s")


def passes(measured: Measured) -> bool:
    """Whether no call failed and the latency objective holds."""
    return not measured.failed and measured.share_within(BOUND_SECONDS) >= operations.LATENCY_OBJECTIVE


def told(measured: Measured) -> str:
    """The result in a line."""
    return (
        f"{measured.rate:,.0f} answers/s, {measured.failed} failed, "
        f"p50 {measured.quantile(0.5) * 1e3:.1f} ms, p99 {measured.quantile(0.99) * 1e3:.1f} ms; "
        f"{measured.share_within(BOUND_SECONDS):.2%} within {BOUND_SECONDS * 1e3:g} ms, "
        f"{operations.LATENCY_OBJECTIVE:.4g} are promised"
    )


def loadtest(url: str | None, rate: float, seconds: float, attempts: int) -> bool:
    """Load the service at `url`, or one of its own, and say what came out; whether it holds."""
    if url:
        measured = measure(url, rate, seconds, attempts)
    else:
        with own_service(MODELS) as own:
            measured = measure(own, rate, seconds, attempts)
    print(f"loadtest: {rate:,.0f} calls/s for {seconds:g} s: {told(measured)}")
    return passes(measured)


def measure(url: str, rate: float, seconds: float, attempts: int) -> Measured:
    """Load the service with the example record of its description; the first run that passes, or the last.

    More than one attempt tells a pause of a shared machine from a service that never holds the load.
    It does not tell it from a service that holds it only at times.
    """
    parts = urlsplit(url)
    body = msgspec.json.encode(example())
    for _ in range(attempts):
        measured = asyncio.run(generate(parts.hostname or "127.0.0.1", parts.port or 80, body, rate, seconds))
        if passes(measured):
            break
    return measured
