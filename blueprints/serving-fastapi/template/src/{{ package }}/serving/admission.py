"""How much work may be in flight: adapts to what the machine answers in time.

Additive increase, multiplicative decrease, as TCP does it (Chiu and Jain 1989). A fixed limit would
be wrong on every machine but the one on which it was measured.
"""

from __future__ import annotations

import time
from typing import Final

from .limits import MAX_BODY_BYTES, RECORDS_PER_TIMEOUT

# Cost of a call in records: what every call costs, and the bytes of a typical record. Measured.
CALL_COST: Final = 45.0
BYTES_PER_RECORD: Final = 410.0
LARGEST_COST: Final = CALL_COST + MAX_BODY_BYTES / BYTES_PER_RECORD
MOST: Final = 8 * LARGEST_COST
# The limit falls to a call that gets one timeout; a larger one comes in when nothing is in flight.
LEAST: Final = CALL_COST + RECORDS_PER_TIMEOUT
# Calls are in time up to this share of the timeout; the rest is reserve.
IN_TIME: Final = 0.7


def cost_of(size: int) -> float:
    """Work of a call with a body of so many bytes, in records."""
    return CALL_COST + size / BYTES_PER_RECORD


class Admission:
    """Work in flight and its limit; belongs to one event loop."""

    def __init__(self, timeout: float) -> None:
        """Calls are meant to be answered within `timeout` s."""
        self._target = IN_TIME * timeout
        self._decreased_at = 0.0
        self.limit = LARGEST_COST
        """Work that may be in flight, in records."""
        self.in_flight = 0.0

    def admit(self, cost: float) -> bool:
        """Take a call in, unless it would be late or make others late."""
        if self.in_flight and self.in_flight + cost > self.limit:
            return False
        self.in_flight += cost
        return True

    def done(self, cost: float, seconds: float) -> None:
        """Learn from a call that took so long."""
        used, self.in_flight = self.in_flight, self.in_flight - cost
        now = time.monotonic()
        # A long list takes its time on an idle machine, too, and has it.
        if seconds > self._target * max(1.0, (cost - CALL_COST) / RECORDS_PER_TIMEOUT):
            # Once a round: the calls that were admitted before the last decrease say nothing new.
            if now - self._decreased_at > seconds:
                self.limit = max(LEAST, 0.85 * self.limit)
                self._decreased_at = now
        # The limit binds, too, where half of it is free and another such call would not fit in.
        elif used > min(IN_TIME * self.limit, self.limit - cost):
            self.limit = min(MOST, self.limit + 0.02 * cost)

    @property
    def retry_after(self) -> int:
        """Whole seconds after which a refused caller may try again."""
        return max(1, round(self.in_flight / self.limit * self._target))
