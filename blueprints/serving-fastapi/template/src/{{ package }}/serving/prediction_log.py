"""Prediction log: every answer with its inputs, as JSON lines in `predictions/<day>/`.

The caller only appends to a list; a thread of its own turns the entries into text and writes
them. When the disk cannot keep up the log loses entries and counts them, the service loses none.
"""

from __future__ import annotations

import errno
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import random
from secrets import token_hex
from typing import Any

import msgspec

from ..config.operations import LOG_FEATURES, LOG_ID, LOG_SAMPLE
from ..data.contract import ENTITY, MODEL_FEATURES
from ..data.parsing import identifier
from ..task.answers import Answer

logger = logging.getLogger(__name__)

# The encoder holds the interpreter lock, so a long list would stall the event loop for its length.
LINES_PER_WRITE = 200


LOGGED = tuple(feature.name for feature in MODEL_FEATURES) if LOG_FEATURES else ()


class LoggedPrediction(Answer, frozen=True, gc=False):
    """One line of the log."""

    prediction_id: str = msgspec.field(name=LOG_ID)
    at: datetime
    entity: str | None
    features: dict[str, Any]
    model_version: str | None
    fallback: bool


class Prediction(Answer, frozen=True, gc=False):
    """Answer for one record."""

    prediction_id: str = msgspec.field(name=LOG_ID)
    model_version: str | None
    """None when the fallback answered."""
    fallback: bool


Entry = tuple[float, Sequence[Mapping[str, Any]], Sequence[Prediction]]


class PredictionLog:
    """Writes predictions in the background; `append` never waits."""

    def __init__(
        self,
        directory: Path,
        *,
        capacity: int,
        interval: float,
        on_written: Callable[[int], object],
        on_dropped: Callable[[str, int], object],
    ) -> None:
        """Keep at most `capacity` predictions in memory and write them every `interval` s."""
        self._directory = directory
        self._capacity = capacity
        self._interval = interval
        self._on_written = on_written
        self._on_dropped = on_dropped
        # A restarted container has the same name and process number, and must not append to a cut-off line.
        self._source = f"{socket.gethostname()}-{token_hex(4)}"
        self._entries: list[Entry] = []
        self._waiting = 0
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="prediction-log", daemon=True)
        self._thread.start()

    def append(self, records: Sequence[Mapping[str, Any]], answers: Sequence[Prediction]) -> None:
        """Queue the answers to the records, or count them as lost when the queue is full."""
        if LOG_SAMPLE < 1 and random() >= LOG_SAMPLE:
            return
        if self._waiting + len(answers) > self._capacity:
            self._on_dropped("queue_full", len(answers))
            return
        self._waiting += len(answers)
        self._entries.append((time.time(), records, answers))

    def close(self) -> None:
        """Write what is queued and stop."""
        self._closing.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._closing.wait(self._interval):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        entries, self._entries, self._waiting = self._entries, [], 0
        lines = list(expanded(entries))
        for start in range(0, len(lines), LINES_PER_WRITE):
            part = lines[start : start + LINES_PER_WRITE]
            try:
                self._write(part)
            except OSError as error:
                self._on_dropped("write_failed", len(part))
                logger.error("prediction log: %s", error)
            else:
                self._on_written(len(part))

    def _write(self, lines: Sequence[LoggedPrediction]) -> None:
        now = datetime.now(UTC)
        path = self._directory / f"{now:%Y-%m-%d}" / f"{now:%H}-{self._source}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = msgspec.json.Encoder().encode_lines(lines)
        with path.open("ab", buffering=0) as file:
            whole = file.tell()
            try:
                written = file.write(text)
            except OSError:
                file.truncate(whole)
                raise
            if written < len(text):
                # A disk that fills up takes a part, without an error; what follows would be glued to it.
                file.truncate(whole)
                raise OSError(errno.ENOSPC, f"took {written} of {len(text)} bytes")


def expanded(entries: Sequence[Entry]) -> Iterator[LoggedPrediction]:
    """The log lines of queued entries."""
    for at, records, answers in entries:
        for record, answer in zip(records, answers, strict=True):
            yield LoggedPrediction(
                prediction_id=answer.prediction_id,
                at=datetime.fromtimestamp(at, UTC),
                entity=identifier(record.get(ENTITY)) if ENTITY else None,
                features={name: record.get(name) for name in LOGGED},
                model_version=answer.model_version,
                fallback=answer.fallback,
                **{name: getattr(answer, name) for name in Answer.__struct_fields__},
            )
