"""Metrics of jobs: whether and when they ran, and what they found.

A job ends before a scrape reaches it, so it leaves its series in `reports/metrics/`, from where
`exporter.py` or a textfile collector serves them. A failed run leaves its failure alone, so what
the last good run said stays visible.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from .folders import REPORTS

Task = Literal["batch", "monitor", "retrain"]


@contextmanager
def reporting(task: Task) -> Iterator[CollectorRegistry]:
    """Run a job; series added to the registry are published when it ends without an exception."""
    success = CollectorRegistry()
    try:
        yield success
    except BaseException:
        publish(task, "failure", status(task, CollectorRegistry(), succeeded=False))
        raise
    finished = Gauge(
        "mljob_last_success_timestamp_seconds",
        "When the job last ended well, in seconds since the epoch.",
        ["task"],
        registry=success,
    )
    finished.labels(task).set(time.time())
    (REPORTS / "metrics" / f"{task}-failure.prom").unlink(missing_ok=True)
    publish(task, "success", status(task, success, succeeded=True))


def status(task: Task, registry: CollectorRegistry, *, succeeded: bool) -> CollectorRegistry:
    """Add whether the run ended well."""
    gauge = Gauge(
        "mljob_last_run_success",
        "1 when the last run of the job ended well, else 0.",
        ["task"],
        registry=registry,
    )
    gauge.labels(task).set(succeeded)
    return registry


def publish(task: Task, outcome: str, registry: CollectorRegistry) -> None:
    """Leave the series where a scrape finds them."""
    folder = REPORTS / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(folder / f"{task}-{outcome}.prom"), registry)
