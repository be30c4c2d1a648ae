"""An open-loop load generator: calls leave on schedule, whether or not earlier ones have returned.

Latency counts from the scheduled time, so a stall of the service shows in every call that it
delayed and not only in the one that it caught (coordinated omission).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np


@dataclass(slots=True)
class Measured:
    """What the calls experienced."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    """Seconds from the scheduled start to the end of the answer, good answers only."""
    statuses: Counter[int] = field(default_factory=Counter)
    """Calls by HTTP status; 0 stands for a broken connection."""

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.statuses[200] / self.seconds

    @property
    def failed(self) -> int:
        """Calls without a good answer."""
        return self.statuses.total() - self.statuses[200]

    def quantile(self, share: float) -> float:
        """Latency that this share of the good answers kept, in seconds."""
        return float(np.quantile(self.latencies, share)) if self.latencies else float("inf")

    def share_within(self, bound: float) -> float:
        """Share of all calls that got a good answer within the bound."""
        kept = sum(latency <= bound for latency in self.latencies)
        return kept / max(self.statuses.total(), 1)


async def generate(
    host: str, port: int, body: bytes, rate: float, seconds: float, *, headers: Iterable[tuple[str, str]] = ()
) -> Measured:
    """Send `rate` calls a second to POST /predict."""
    head = f"POST /predict HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers)
    request = head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body
    measured = Measured(seconds)
    schedule = times(rate, seconds)
    # Little's law: that many calls are under way when each takes half a second.
    connections = min(256, max(4, round(rate / 2)))
    await asyncio.gather(*(caller(host, port, request, schedule, measured) for _ in range(connections)))
    return measured


def times(rate: float, seconds: float) -> Iterator[float]:
    """Times at which the calls are due, of `time.monotonic`."""
    start = time.monotonic() + 0.1
    for number in count():
        if number / rate >= seconds:
            return
        yield start + number / rate


async def caller(host: str, port: int, request: bytes, schedule: Iterator[float], measured: Measured) -> None:
    """Take the next due call, over one connection, until none is left."""
    reader, writer = await asyncio.open_connection(host, port)
    for due in schedule:
        await asyncio.sleep(due - time.monotonic())
        try:
            writer.write(request)
            status = await answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        measured.statuses[status] += 1
        if status == 200:
            measured.latencies.append(time.monotonic() - due)
        else:
            # A service ends the connection of a call that it refuses.
            writer.close()
            reader, writer = await asyncio.open_connection(host, port)
    writer.close()


async def answer(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end; its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, *headers = head.decode("latin-1").split("\r\n")
    length = next(int(line.split(":")[1]) for line in headers if line.lower().startswith("content-length"))
    await reader.readexactly(length)
    return int(status.split(" ")[1])
