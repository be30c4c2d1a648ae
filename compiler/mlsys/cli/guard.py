"""The edge of the program: nothing but an exit code leaves it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from types import FrameType


class Interrupts:
    """Remembers an interrupt, since what was running may turn it into an error of its own.

    Compiled libraries do: interrupted while it builds a validator, pydantic-core raises a ``SchemaError``.
    """

    def __init__(self) -> None:
        self.seen = False

    def watch(self) -> None:
        """Take over from Python's own handler; an interrupt that the parent ignores stays ignored."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.seen = True
        signal.default_int_handler(number, frame)


def guarded(action: Callable[[], int]) -> int:
    """Return the exit code of ``action``, or of what it raised; flush what it printed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    interrupts = Interrupts()
    try:
        interrupts.watch()
        code = action()
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        from mlsys.cli.faults import report

        code = report(KeyboardInterrupt() if interrupts.seen else error)
    return code
