"""``python -m benchmarks.serving PROJECT``: the service beside handlers that do nothing, and MLflow.

The routes that do nothing stand in the same process, so that they share server, protocol and settings. MLflow
serves the champion's pipeline from an environment of its own, which is made for the occasion and thrown away.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import wrk
from benchmarks.project import NotReadyError, Project
from benchmarks.server import Server, mlflow_server, project_server

NOOP_SHARE = 0.4
MLFLOW_FACTOR = 50
MEMORY_MIB = 350


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    name: str
    load: wrk.Load
    memory: float
    """Resident MiB of the server after the load."""


def main() -> int:
    """Print the table; with ``--check``, 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="benchmarks.serving", description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--seconds", type=int, default=5, help="length of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--skip-mlflow", action="store_true", help="do not install and start MLflow (600 MB)")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a target is missed")
    options = parser.parse_args()
    if absent := wrk.missing():
        print(
            f"benchmarks.serving: {' and '.join(absent)} not found; Debian: apt install wrk", file=sys.stderr
        )
        return 2
    try:
        project = Project.at(options.project)
    except NotReadyError as error:
        print(f"benchmarks.serving: {error}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="mlsys-bench-") as scratch:
        rows = list(measure(project, Path(scratch), options.seconds, options.rounds, options.skip_mlflow))
    print_table(rows)
    missed = list(misses({row.name: row for row in rows}))
    for line in missed:
        print(f"missed: {line}", file=sys.stderr)
    return int(options.check and bool(missed))


def measure(project: Project, scratch: Path, seconds: int, rounds: int, skip_mlflow: bool) -> Iterator[Row]:
    """Measure the routes in turns, so that a busy machine slows all alike; MLflow last."""
    with project_server(project, scratch) as server:
        body = json.dumps(example(server))
        paths = ("/predict", "/noop", "/noop-raw")
        loads: dict[str, list[wrk.Load]] = {path: [] for path in paths}
        for _ in range(rounds):
            for path in paths:
                loads[path].append(wrk.load(server.url + path, body, seconds, scratch))
        memory = server.memory()
    for path in paths:
        yield Row(path, median(loads[path]), memory)
    if not skip_mlflow:
        with mlflow_server(project, scratch) as (server, row):
            load = wrk.load(server.url + "/invocations", row, seconds, scratch)
            yield Row("mlflow models serve", load, server.memory())


def example(server: Server) -> object:
    """The example record of the service's own description."""
    operation = server.get_json("/openapi.json")["paths"]["/predict"]["post"]
    return operation["requestBody"]["content"]["application/json"]["example"]


def median(loads: list[wrk.Load]) -> wrk.Load:
    """The round whose rate is the median."""
    middle = statistics.median_low(load.rate for load in loads)
    return next(load for load in loads if load.rate == middle)


def print_table(rows: list[Row]) -> None:
    """Print what was measured, as Markdown."""
    ours = rows[0].load.rate
    print(f"One worker on one core, {wrk.CONNECTIONS} connections from another core.\n")
    print("| route | answers/s | p50 ms | p99 ms | errors | MiB | ours beside it |\n" + "|---" * 7 + "|")
    for row in rows:
        load = row.load
        print(
            f"| {row.name} | {load.rate:,.0f} | {load.p50:.2f} | {load.p99:.2f} | {load.errors} "
            f"| {row.memory:.0f} | {ours / load.rate:.3g} |"
        )


def misses(rows: dict[str, Row]) -> Iterator[str]:
    """The targets that are missed."""
    service = rows["/predict"]
    if any(row.load.errors for row in rows.values()):
        yield "some calls failed"
    for path in ("/noop", "/noop-raw"):
        if service.load.rate < NOOP_SHARE * rows[path].load.rate:
            yield f"{service.load.rate / rows[path].load.rate:.0%} of {path}, target {NOOP_SHARE:.0%}"
    if service.memory > MEMORY_MIB:
        yield f"{service.memory:.0f} MiB, target {MEMORY_MIB}"
    mlflow = rows.get("mlflow models serve")
    if mlflow and service.load.rate < MLFLOW_FACTOR * mlflow.load.rate:
        yield f"{service.load.rate / mlflow.load.rate:.0f} times MLflow, target {MLFLOW_FACTOR}"


if __name__ == "__main__":
    sys.exit(main())
