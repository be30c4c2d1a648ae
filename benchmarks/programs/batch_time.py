"""Time batch scoring and the bare model on the same rows: PACKAGE MODELS DATA ROWS [--bare]; prints JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl


def main() -> None:
    """Score a file that holds the table over and over; with --bare, predict the same rows in memory."""
    package, models, data, rows, *flags = sys.argv[1:]
    batch, pointer, scoring = (import_module(f"{package}.{name}") for name in ("batch", "pointer", "scoring"))
    folder = pointer.folder_of("champion", Path(models))
    scorer = scoring.Scorer(folder, threads=len(os.sched_getaffinity(0)))
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "rows.csv"
        write_rows(Path(data), source, int(rows))

        def score() -> None:
            with tempfile.TemporaryDirectory(dir=scratch) as output:
                batch.run(source, Path(output), scorer, progress=str)

        figures = {
            "batch": fastest(score, 3 if flags else 1),
            "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        }
    if flags:
        figures |= bare(package, Path(models), Path(data), int(rows), scorer)
    print(json.dumps(figures))


def bare(package: str, models: Path, data: Path, rows: int, scorer: Any) -> dict[str, float]:
    """Seconds of the pipeline's predict, and of the exported graph on tensors that stand ready."""
    from champion import fitted

    pipeline, model_input = fitted(package, models, data)
    table = import_module(f"{package}.data").load(data)
    frame = model_input(pl.concat([table] * -(-rows // table.height)).head(rows))
    tensors = scorer.tensors({name: frame[name].to_numpy() for name in frame.columns})
    return {
        "pipeline": fastest(lambda: pipeline.predict_proba(frame), 3),
        "graph": fastest(lambda: scorer.raw(tensors), 3),
    }


def write_rows(data: Path, target: Path, rows: int) -> None:
    """Write the data's rows over and over, in pieces: writing must not be what needs the memory."""
    header, *lines = data.read_text("utf-8").splitlines(keepends=True)
    with target.open("w", encoding="utf-8") as file:
        file.write(header)
        for start in range(0, rows, len(lines)):
            file.writelines(lines[: rows - start])


def fastest(work: Callable[[], object], rounds: int) -> float:
    """Seconds of the fastest round: the one that neighbours disturbed least."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
