"""Whether all of a run is written: the one who ends last counts it against the list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from .job import plausible
from .manifest import DeliveryError, InputFile, Manifest, names
from .rows import OWN
from .writer import SHOWN, RunFolder, Summary, atomically, height

# Keys that are compared at a time: 8 bytes each.
KEYS_AT_ONCE: Final = 100_000_000


class IncompleteError(DeliveryError):
    """What is written is not what the list says."""


def is_done(folder: RunFolder) -> bool:
    """Whether all rows of a file are written, counted in its parts."""
    summary = folder.summary
    return summary is not None and (summary.scored, summary.rejected) == (
        sum(map(height, folder.path.glob("part-*.parquet"))),
        sum(map(height, folder.path.glob("rejects-*.parquet"))),
    )


def unfinished(manifest: Manifest, output: Path) -> list[InputFile]:
    """Files of the list that are not written, or not all of them."""
    return [file for file in manifest.files if not is_done(RunFolder(output / file.output))]


def complete(manifest: Manifest, source: Path, output: Path, place: Path) -> Summary:
    """Judge what the workers wrote and declare the run complete.

    Raises:
        IncompleteError: when parts are missing, a key stands in two files, or files came after the list.
        RejectedError: when the run has no rows, or too many of them break the contract.
    """
    if missing := unfinished(manifest, output):
        raise IncompleteError(f"{source}: not written: {told([file.name for file in missing])}")
    if late := sorted(set(names(source)) - {file.name for file in manifest.files}):
        raise IncompleteError(f"{source}: came after the list: {told(late)}; run again")
    done = [each for file in manifest.files if (each := RunFolder(output / file.output).summary)]
    scored, rejected = sum(each.scored for each in done), sum(each.rejected for each in done)
    summary = Summary(str(source), manifest.model_version, scored + rejected, scored, rejected)
    plausible(source, summary, lambda: reasons(manifest, output))
    if OWN and (again := repeated(manifest, output, OWN, scored)):
        raise IncompleteError(f"{source}: {again:,} values of {OWN} stand in more than one file")
    content = msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n"
    atomically(place / "complete.json", lambda path: path.write_bytes(content))
    return summary


def told(files: list[str]) -> str:
    """The first files by name, and how many more there are."""
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return ", ".join(files[:SHOWN]) + more


def reasons(manifest: Manifest, output: Path) -> dict[str, int]:
    """The most frequent reasons for which rows were rejected."""
    found: Counter[str] = Counter()
    for file in manifest.files:
        found.update(RunFolder(output / file.output).reasons())
    return dict(found.most_common(SHOWN))


def repeated(manifest: Manifest, output: Path, key: str, rows: int) -> int:
    """Keys that stand in more than one file, a slice of all keys at a time, so that they fit the memory."""
    slices = -(-rows // KEYS_AT_ONCE)
    found = 0
    for number in range(slices):
        hashes = pl.concat(
            pl.scan_parquet(parts)
            .select(pl.col(key).hash())
            .filter(pl.col(key) % slices == number)
            .unique()
            .collect()
            for file in manifest.files
            if (parts := sorted((output / file.output).glob("part-*.parquet")))
        )
        found += hashes.height - hashes.n_unique()
    return found
