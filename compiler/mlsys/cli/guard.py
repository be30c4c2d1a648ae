"""The edge of the program: nothing but an exit code leaves it."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, TextIO


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


class Unheard(io.RawIOBase):
    """An output whose reader may go away: that ends what is said, and neither the work nor its exit code."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self._gone = False

    def write(self, content: Any, /) -> int | None:
        """Write ``content``, or drop it when nobody reads any more; as many bytes as were taken."""
        if not self._gone:
            try:
                return self._raw.write(content)
            except BrokenPipeError:
                self._gone = True
        return len(content)

    def writable(self) -> bool:
        """Return that it takes what is written."""
        return True

    def isatty(self) -> bool:
        """Return whether a person reads."""
        return self._raw.isatty()

    def fileno(self) -> int:
        """Return the number of the output in the process."""
        return self._raw.fileno()


def outlasting(stream: TextIO) -> TextIO:
    """Return ``stream`` as one that a reader who goes away does not break."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # an unbuffered stream has no other
    if not isinstance(stream, io.TextIOWrapper) or not isinstance(raw, io.RawIOBase):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(Unheard(raw)),
        encoding=stream.encoding,
        errors="backslashreplace",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def guarded(action: Callable[[], int]) -> int:
    """Return the exit code of ``action``, or of what it raised; flush what it printed."""
    spoken = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (outlasting(stream) for stream in spoken)
    interrupts = Interrupts()
    try:
        interrupts.watch()
        code = action()
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        from mlsys.cli.faults import report

        code = report(KeyboardInterrupt() if interrupts.seen else error)
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # what could not be written has been told
                stream.flush()
        sys.stdout, sys.stderr = spoken
    return code
