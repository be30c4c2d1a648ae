"""`make batch`: score a CSV or Parquet file of any size; a rerun resumes and repeats nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.model_store import folder_of
from ..config import operations
from ..config.settings import PREDICTIONS
from ..data import tables
from ..inference.predictor import Scorer
from ..monitoring.job_metrics import reporting
from .freshness import written_at
from .prefetch import ahead
from .rows import OWN, ROW, Judged, SeenKeys, chunks, judged, scored
from .writer import REASONS, Counts, RunFolder, Summary, run_folder

# With more bad rows than this share the file is not the one that was meant, or its source is broken.
MAX_REJECTED: Final = 0.5


class RejectedError(tables.DataError):
    """What the file holds cannot be what was meant to be scored."""

    def __init__(self, source: Path, summary: Summary, reasons: Mapping[str, int]) -> None:
        self.summary = summary
        told = "".join(f"\n  {rows:,} rows: {reason}" for reason, rows in reasons.items())
        found = f"{summary.rejected:,} of {summary.rows:,} rows break the contract"
        super().__init__(f"{source}: {found if summary.rows else 'no rows'}{told}")


def run(
    source: Path,
    output: Path,
    scorer: Scorer,
    chunk_rows: int = operations.BATCH_CHUNK_ROWS,
    progress: Callable[[str], object] = print,
) -> tuple[Path, Summary]:
    """Score every row of the file; answers the run's folder and what stands in it.

    Raises:
        TableError: when the file cannot be read as a table.
        ContractError: when it lacks a column of the contract.
        RejectedError: when it has no rows, or too many of them break the contract.
    """
    version = scorer.manifest.version
    folder = RunFolder(run_folder(output, source, version, chunk_rows))
    if done := folder.summary:
        progress(f"{source} is scored already: {folder.path}")
        return folder.path, done
    summary = write_parts(source, folder, scorer, chunk_rows, progress)
    plausible(source, summary, folder.reasons)
    folder.finish(summary)
    return folder.path, summary


def write_parts(
    source: Path, folder: RunFolder, scorer: Scorer, chunk_rows: int, progress: Callable[[str], object]
) -> Summary:
    """Score the chunks of a file that are not written yet; answers what is written of all of them."""
    started, total, rejected = time.monotonic(), 0, 0
    for number, chunk in enumerate(ahead(score_all(ahead(read_all(source, folder, chunk_rows)), scorer))):
        rows = chunk if isinstance(chunk, Counts) else folder.write(number, *chunk)
        total += rows.scored + rows.rejected
        rejected += rows.rejected
        rate = total / (time.monotonic() - started)
        progress(f"{total:,} rows, {rejected:,} rejected, {rate:,.0f} rows/s")
    return Summary(str(source), scorer.manifest.version, total, total - rejected, rejected)


def plausible(source: Path, summary: Summary, reasons: Callable[[], Mapping[str, int]]) -> None:
    """Refuse a run without rows, or one of mostly bad ones."""
    if summary.rows == 0 or summary.rejected > MAX_REJECTED * summary.rows:
        raise RejectedError(source, summary, reasons())


def read_all(source: Path, folder: RunFolder, chunk_rows: int) -> Iterator[Judged | Counts]:
    """Every chunk of the file, good rows and bad ones, or what is written of it already."""
    seen, first = SeenKeys(), 1
    for number, chunk in enumerate(chunks(source, chunk_rows)):
        if done := folder.counts(number):
            if OWN:
                seen.repeated(folder.scored(number)[OWN])
            yield done
        else:
            # Rejected rows come back with what was added to them.
            rows = chunk.drop(ROW, REASONS, strict=False)
            yield judged(rows.with_row_index(ROW, first), seen)
        first += chunk.height


def score_all(chunks: Iterable[Judged | Counts], scorer: Scorer) -> Iterator[Judged | Counts]:
    """The same chunks with the good rows scored."""
    for chunk in chunks:
        if isinstance(chunk, Counts):
            yield chunk
        else:
            yield Judged(scored(chunk.good, scorer, datetime.now(UTC)), chunk.bad)


def add_counts(registry: CollectorRegistry, summary: Summary) -> None:
    """Add the run's rows to its metrics."""
    rows = Gauge("mljob_batch_rows", "Rows of the last batch by outcome.", ["outcome"], registry=registry)
    rows.labels("scored").set(summary.scored)
    rows.labels("rejected").set(summary.rejected)


def add_age(registry: CollectorRegistry, written: float) -> None:
    """Add how old the input is to the run's metrics, so that a table that no longer changes is noticed."""
    age = Gauge(
        "mljob_batch_input_age_seconds",
        "Age of the newest rows of the last batch's input when it was scored.",
        registry=registry,
    )
    age.set(time.time() - written)


def score(source: Path) -> None:
    """Score a file with the champion and say how many rows."""
    with reporting("batch") as registry:
        # One thread: reading and writing use the other cores, and idle threads of the runtime spin.
        scorer = Scorer(folder_of("champion"))
        folder, summary = run(
            source,
            PREDICTIONS / "batch",
            scorer,
            progress=lambda line: print(f"batch: {line}", file=sys.stderr, flush=True),
        )
        add_counts(registry, summary)
        add_age(registry, written_at(source))
    print(f"batch: {summary.scored:,} scored, {summary.rejected:,} rejected: {folder}")
