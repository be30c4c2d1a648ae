"""From a figure to a person: a real Prometheus and a real Alertmanager run the generated configuration."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

PATIENCE_SECONDS = 60
HEALTHY = """\
mlservice_model_loaded 1
mljob_last_run_success{task="batch"} 1
"""
BROKEN = """\
mlservice_model_loaded 0
mljob_last_run_success{task="batch"} 0
"""


class World:
    """The service, the jobs' exporter and the receivers of alerts, played by one small server."""

    def __init__(self) -> None:
        self.figures = HEALTHY
        self.deliveries: list[tuple[str, dict[str, Any]]] = []

    def handler(world) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(world.figures.encode())

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                world.deliveries += [(self.path.strip("/"), alert) for alert in body["alerts"]]
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def delivered(self, receiver: str, name: str, status: str) -> dict[str, Any] | None:
        for to, alert in self.deliveries:
            if (to, alert["labels"]["alertname"], alert["status"]) == (receiver, name, status):
                return alert
        return None


@pytest.mark.slow
@pytest.mark.alone
def test_an_alert_reaches_its_receiver_and_ends_there(churn: Path, tmp_path: Path) -> None:
    world = World()
    with serving(world) as port, observing(churn / "monitoring", tmp_path, port):
        world.figures = BROKEN
        page = wait_for(lambda: world.delivered("ml-platform-oncall", "ModelNotLoaded", "firing"))
        ticket = wait_for(lambda: world.delivered("customer-ml-queue", "JobFailed", "firing"))
        assert page["labels"]["severity"] == "page"
        assert page["labels"]["team"] == "ml-platform"
        assert page["annotations"]["runbook_url"] == "docs/runbooks/ModelNotLoaded.md"
        assert "fallback" in page["annotations"]["description"]
        assert (churn / page["annotations"]["runbook_url"]).exists()
        assert ticket["labels"]["task"] == "batch"
        assert ticket["annotations"]["summary"] == "The last run of the job batch failed"
        assert not [1 for to, alert in world.deliveries if to == "ml-platform-oncall" and alert is ticket]
        world.figures = HEALTHY
        wait_for(lambda: world.delivered("ml-platform-oncall", "ModelNotLoaded", "resolved"))


@contextmanager
def serving(world: World) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), world.handler())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def observing(monitoring: Path, folder: Path, world: int) -> Iterator[None]:
    """Run both programs on the generated configuration, with other addresses and less patience."""
    prometheus = shutil.which("prometheus")
    alertmanager = shutil.which("alertmanager") or shutil.which("prometheus-alertmanager")
    if prometheus is None or alertmanager is None:
        pytest.skip("prometheus or alertmanager is not installed (apt: prometheus prometheus-alertmanager)")
    prometheus_port, alertmanager_port = free_port(), free_port()
    changes = {
        "serve:8000": f"127.0.0.1:{world}",
        "jobs:9101": f"127.0.0.1:{world}",
        "alertmanager:9093": f"127.0.0.1:{alertmanager_port}",
        "http://127.0.0.1:9099/": f"http://127.0.0.1:{world}/",
        "scrape_interval: 15s": "scrape_interval: 1s",
        "evaluation_interval: 30s": "evaluation_interval: 1s",
        "group_wait: 30s": "group_wait: 1s",
        "group_interval: 5m": "group_interval: 1s",
        "        for: 5m": "        for: 1s",
    }
    for path in monitoring.glob("*.yml"):
        text = path.read_text("utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / path.name).write_text(text, encoding="utf-8")
    commands = [
        [
            prometheus,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{prometheus_port}",
        ],
        [
            alertmanager,
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alerts'}",
            f"--web.listen-address=127.0.0.1:{alertmanager_port}",
            "--cluster.listen-address=",
        ],
    ]
    started = [subprocess.Popen(c, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for c in commands]
    try:
        yield
        assert [process.poll() for process in started] == [None, None]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(find: Callable[[], dict[str, Any] | None]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if (found := find()) is not None:
            return found
        time.sleep(0.25)
    raise AssertionError(f"nothing was delivered within {PATIENCE_SECONDS} s")
