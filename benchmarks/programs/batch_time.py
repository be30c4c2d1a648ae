"""Time batch scoring and the bare model on the same rows: PACKAGE MODELS DATA ROWS [--bare]; prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

ROUNDS = 5


def main() -> None:
    """Score a file that holds the table over and over; with --bare, predict the same rows in memory."""
    package, models, data, rows, *flags = sys.argv[1:]
    names = ("batch.job", "artifacts.model_store", "inference.predictor")
    batch, model_store, predictor = (import_module(f"{package}.{name}") for name in names)
    scorer = predictor.Scorer(model_store.folder_of("champion", Path(models)))
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "rows.csv"
        write_rows(Path(data), source, int(rows))

        def score() -> None:
            with tempfile.TemporaryDirectory(dir=scratch) as output:
                batch.run(source, Path(output), scorer, progress=str)

        figures = {"batch": seconds(score)}
        figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        if flags:
            figures |= in_turns(
                {"batch": score, **bare(package, Path(models), Path(data), int(rows), scorer)}
            )
    print(json.dumps(figures))


def bare(package: str, models: Path, data: Path, rows: int, scorer: Any) -> dict[str, Callable[[], object]]:
    """The pipeline's predict on rows in memory, and the exported graph on tensors that stand ready."""
    from champion import fitted

    pipeline, model_input = fitted(package, models, data)
    table = import_module(f"{package}.data.load").load(data)
    frame = model_input(pl.concat([table] * -(-rows // table.height)).head(rows))
    tensors = scorer.tensors({name: frame[name].to_numpy() for name in frame.columns})
    return {"pipeline": lambda: pipeline.predict_proba(frame), "graph": lambda: scorer.raw(tensors)}


def in_turns(works: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Seconds of each one's fastest round; they take turns, so that neighbours disturb all alike."""
    rounds = [{name: seconds(work) for name, work in works.items()} for _ in range(ROUNDS)]
    return {name: min(taken[name] for taken in rounds) for name in works}


def write_rows(data: Path, target: Path, rows: int) -> None:
    """Write the data's rows over and over, in pieces: writing must not be what needs the memory."""
    header, *lines = data.read_text("utf-8").splitlines(keepends=True)
    with target.open("w", encoding="utf-8") as file:
        file.write(header)
        for start in range(0, rows, len(lines)):
            file.writelines(lines[: rows - start])


def seconds(work: Callable[[], object]) -> float:
    """Seconds that the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
