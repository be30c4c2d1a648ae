"""Serve the figures that the jobs left behind, for Prometheus to scrape."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric, start_http_server
from prometheus_client.parser import text_fd_to_metric_families
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from ..config.settings import Settings


class TextFiles(Collector):
    """The series of every `*.prom` file in a folder; of the same series in two files the younger counts."""

    def __init__(self, folder: Path) -> None:
        """Read the folder anew at every scrape; it may not exist yet."""
        self._folder = folder

    def collect(self) -> Iterator[Metric]:
        """Yield each family once, whatever number of files it stands in."""
        families: dict[str, Metric] = {}
        samples: dict[str, dict[tuple[str, ...], Sample]] = {}
        for path in sorted(self._folder.glob("*.prom"), key=lambda path: path.stat().st_mtime):
            with path.open(encoding="utf-8") as file:
                for family in text_fd_to_metric_families(file):
                    families.setdefault(family.name, family)
                    known = samples.setdefault(family.name, {})
                    for sample in family.samples:
                        key = (sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items())))
                        known[key] = sample
        for name, family in families.items():
            family.samples = list(samples[name].values())
            yield family


def serve() -> None:
    """Serve until SIGTERM."""
    settings = Settings()
    registry = CollectorRegistry()
    registry.register(TextFiles(settings.reports_dir / "metrics"))
    server, _ = start_http_server(settings.exporter_port, settings.exporter_host, registry)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    stop.wait()
    server.shutdown()
