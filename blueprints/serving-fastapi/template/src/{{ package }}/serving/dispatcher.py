"""Micro-batching: one thread scores in one model call whatever queued up during the last call.

Batching forms by itself under load (a call of 16 records costs little more than one of 1) and
adds no wait when the service is idle. Because the event loop never scores, a slow model cannot
freeze it: the caller's deadline passes and the fallback answers.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

RecordT = TypeVar("RecordT")
ScoresT = TypeVar("ScoresT")


class OverloadError(Exception):
    """More records wait than could be scored within the timeout."""


class Job(Generic[RecordT, ScoresT]):
    """The records of one call and the future that its handler awaits."""

    __slots__ = ("deadline", "future", "records")

    def __init__(self, records: Sequence[RecordT], deadline: float, future: asyncio.Future[ScoresT]) -> None:
        self.records = records
        self.deadline = deadline
        self.future = future


class Dispatcher(Generic[RecordT, ScoresT]):
    """Queues calls and scores them together; belongs to one event loop."""

    def __init__(
        self,
        score: Callable[[Sequence[Sequence[RecordT]]], Sequence[ScoresT]],
        *,
        timeout: float,
        capacity: int,
    ) -> None:
        """`score` answers several calls at once; a call unanswered after `timeout` s is given up."""
        self._score = score
        self._timeout = timeout
        self._capacity = capacity
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scoring")
        self._waiting: deque[Job[RecordT, ScoresT]] = deque()
        self._deadlines: deque[Job[RecordT, ScoresT]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._busy = False
        self.pending = 0
        """Records that were accepted and are not answered yet."""

    def submit(self, records: Sequence[RecordT]) -> asyncio.Future[ScoresT]:
        """Scores of the records, in the future; it fails with TimeoutError or the model's error.

        Raises:
            OverloadError: when too many records are waiting already.
        """
        if self.pending and self.pending + len(records) > self._capacity:
            raise OverloadError
        job = Job(records, self._loop.time() + self._timeout, self._loop.create_future())
        self.pending += len(records)
        self._waiting.append(job)
        self._deadlines.append(job)
        if self._timer is None:
            self._timer = self._loop.call_at(job.deadline, self._expire)
        if not self._busy:
            # Handlers that became ready in this turn of the loop still join the batch.
            self._busy = True
            self._loop.call_soon(self._flush)
        return job.future

    async def close(self) -> None:
        """Wait for the running batch and end the thread."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    def _flush(self) -> None:
        jobs = [job for job in self._waiting if not job.future.done()]
        self._waiting.clear()
        self._busy = bool(jobs)
        if jobs:
            self._thread.submit(self._run, jobs)

    def _run(self, jobs: list[Job[RecordT, ScoresT]]) -> None:
        outcome: Sequence[ScoresT] | Exception
        try:
            outcome = self._score([job.records for job in jobs])
        except Exception as error:  # the callers decide; they answer with the fallback
            outcome = error
        self._loop.call_soon_threadsafe(self._finish, jobs, outcome)

    def _finish(self, jobs: list[Job[RecordT, ScoresT]], outcome: Sequence[ScoresT] | Exception) -> None:
        for index, job in enumerate(jobs):
            if job.future.done():
                continue
            self.pending -= len(job.records)
            if isinstance(outcome, Exception):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome[index])
        self._flush()

    def _expire(self) -> None:
        """Give up the calls whose deadline passed; one timer serves all, as the timeout is fixed."""
        now = self._loop.time()
        while self._deadlines and (self._deadlines[0].future.done() or self._deadlines[0].deadline <= now):
            job = self._deadlines.popleft()
            if not job.future.done():
                self.pending -= len(job.records)
                job.future.set_exception(TimeoutError())
        self._timer = (
            self._loop.call_at(self._deadlines[0].deadline, self._expire) if self._deadlines else None
        )
