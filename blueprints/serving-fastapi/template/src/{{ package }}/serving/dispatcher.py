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
from heapq import heappop, heappush
from itertools import count
from typing import Generic, TypeVar

RecordT = TypeVar("RecordT")
ScoresT = TypeVar("ScoresT")


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
        records_per_timeout: int,
        records_per_run: int,
    ) -> None:
        """`score` answers several calls at once, of no more than so many records together.

        A call unanswered after `timeout` s is given up; a longer list gets as many times more as it has
        more records than `records_per_timeout`.
        """
        self._score = score
        self._timeout = timeout
        self._records_per_timeout = records_per_timeout
        self._records_per_run = records_per_run
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="scoring")
        self._waiting: deque[Job[RecordT, ScoresT]] = deque()
        self._deadlines: list[tuple[float, int, Job[RecordT, ScoresT]]] = []
        self._numbers = count()
        self._timer: asyncio.TimerHandle | None = None
        self._busy = False
        self.pending = 0
        """Records that were accepted and are not answered yet."""

    def submit(self, records: Sequence[RecordT]) -> asyncio.Future[ScoresT]:
        """Scores of the records, in the future; it fails with TimeoutError or the model's error."""
        patience = self._timeout * max(1.0, len(records) / self._records_per_timeout)
        job = Job(records, self._loop.time() + patience, self._loop.create_future())
        self.pending += len(records)
        self._waiting.append(job)
        heappush(self._deadlines, (job.deadline, next(self._numbers), job))
        if self._timer is None or job.deadline < self._timer.when():
            self._wait_for(job.deadline)
        if not self._busy:
            # Handlers that became ready in this turn of the loop still join the batch.
            self._busy = True
            self._loop.call_soon(self._flush)
        return job.future

    async def close(self) -> None:
        """Wait for the running batch and end the thread."""
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    def _flush(self) -> None:
        jobs: list[Job[RecordT, ScoresT]] = []
        room = self._records_per_run
        while self._waiting and (not jobs or len(self._waiting[0].records) <= room):
            job = self._waiting.popleft()
            if not job.future.done():
                jobs.append(job)
                room -= len(job.records)
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
        """Give up the calls whose deadline passed."""
        now = self._loop.time()
        while self._deadlines and (self._deadlines[0][-1].future.done() or self._deadlines[0][0] <= now):
            job = heappop(self._deadlines)[-1]
            if not job.future.done():
                self.pending -= len(job.records)
                job.future.set_exception(TimeoutError())
        self._timer = None
        if self._deadlines:
            self._wait_for(self._deadlines[0][0])

    def _wait_for(self, deadline: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(deadline, self._expire)
