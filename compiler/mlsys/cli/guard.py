"""The edge of the program: nothing but an exit code leaves it."""

from __future__ import annotations

import sys
from collections.abc import Callable


def guarded(action: Callable[[], int]) -> int:
    """Return the exit code of ``action``, or of what it raised; flush what it printed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = action()
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        from mlsys.cli.faults import report

        code = report(error)
    return code
