"""What became of each training that was started, for people and for cooldowns: `models/retrainings/`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from ..artifacts.model_store import replace

FOLDER: Final = "retrainings"
UNKNOWN: Final = "it did not end: the process was stopped"


class Retraining(msgspec.Struct):
    """A training: when it began, why, and what came of it."""

    started_at: datetime
    cause: str
    """The cadence, the trigger with its value, or a person."""
    ended_at: datetime | None = None
    challenger: str | None = None
    promoted: bool = False
    result: str = UNKNOWN
    """The decision in a sentence."""


@contextmanager
def logged(cause: str, models: Path) -> Iterator[Retraining]:
    """Keep a record of the block, also when it fails; the block writes into it what was decided."""
    entry = Retraining(datetime.now(UTC), cause)
    path = models / FOLDER / f"{entry.started_at:%Y%m%dT%H%M%S%f}.json"
    _write(entry, path)
    try:
        yield entry
    except Exception as error:
        entry.result = f"failed: {type(error).__name__}: {error}"
        raise
    finally:
        entry.ended_at = datetime.now(UTC)
        _write(entry, path)


def last_start(models: Path) -> datetime | None:
    """When a training was last started; None when none is known of."""
    paths = sorted((models / FOLDER).glob("*.json"))
    return msgspec.json.decode(paths[-1].read_bytes(), type=Retraining).started_at if paths else None


def _write(entry: Retraining, path: Path) -> None:
    replace(path, msgspec.json.format(msgspec.json.encode(entry), indent=2) + b"\n")
