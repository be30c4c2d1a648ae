"""Work on foreign templates, in a child process that can use up little and change nothing.

The sandbox of Jinja keeps templates from objects; it does not bound them. A loop in a loop, or a text that
doubles itself, ends only where the operating system says so.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import struct
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from mlsys.errors import MlsysError

CPU_SECONDS: Final = 20
WALL_SECONDS: Final = 60
MEMORY_BYTES: Final = 512 << 20
"""Beyond what the compiler has when the child begins."""
FILE_BYTES: Final = 10 << 20
TOTAL_BYTES: Final = 100 << 20
_HEAD: Final = struct.Struct(">cQ")
_FILE, _FAULT = b"f", b"!"


class _Silent(Exception):
    """The child says nothing about a name, and will not."""

    def __init__(self, name: str, *, timed_out: bool) -> None:
        super().__init__(name)
        self.name, self.timed_out = name, timed_out


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer of the child, and one file that it writes, may have at most."""

    answer: int = FILE_BYTES
    written: int = 0
    """Nothing is written, unless the work is to fill a folder."""


def confined(
    work: Callable[[str], bytes],
    names: Iterable[str],
    what: Callable[[str], str],
    fault: type[MlsysError],
    limits: Limits = Limits(),
) -> dict[str, bytes]:
    """Return ``work`` of each of ``names``, done in a child within the limits above.

    Args:
        work: what is done; it may run for ever, or out of memory.
        names: what it is done for.
        what: how the work on a name is called in messages.
        fault: what is raised.
        limits: on sizes.

    Raises:
        MlsysError: if it fails on one of them, or goes beyond a limit.
    """
    wanted = list(names)
    if not hasattr(os, "fork"):
        raise MlsysError(
            "templates of foreign blueprints need limits that this system cannot set",
            help="compile in a container or under WSL",
        )
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The child runs Python alone; threads of an embedding program do not exist in it.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reader)
        _serve(writer, work, wanted, limits)
    os.close(writer)
    status = None
    try:
        return _collect(reader, wanted, what, fault, limits)
    except _Silent as silent:
        status = _end(child)
        why = f"it took more than {WALL_SECONDS} s" if silent.timed_out else _why(status)
        raise fault(f"{what(silent.name)} was stopped: {why}") from None
    finally:
        os.close(reader)
        if status is None:
            _end(child)


def _serve(writer: int, work: Callable[[str], bytes], names: list[str], limits: Limits) -> None:
    """Do the work and write what came of it; never returns."""
    code = 1
    try:
        # What the work starts is in its group, and ends with it.
        os.setsid()
        _limit(limits)
        for name in names:
            try:
                kind, content = _FILE, work(name)
            except MlsysError as error:
                kind, content = _FAULT, json.dumps([error.message, error.help]).encode()
            except (MemoryError, RecursionError):
                kind, content = _FAULT, json.dumps([f"`{name}`: out of memory", ""]).encode()
            _write(writer, _HEAD.pack(kind, len(content)) + content)
            if kind == _FAULT:
                break
        code = 0
    finally:
        # Nothing of the parent is flushed, closed or cleaned up here.
        os._exit(code)


def _limit(limits: Limits) -> None:
    import resource

    def lower(name: int, value: int) -> None:
        _, hard = resource.getrlimit(name)
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (ceiling, hard))

    lower(resource.RLIMIT_CPU, int(time.process_time()) + CPU_SECONDS)
    lower(resource.RLIMIT_FSIZE, limits.written)
    lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:
            lower(resource.RLIMIT_AS, int(file.read().split()[0]) * resource.getpagesize() + MEMORY_BYTES)


def _write(writer: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(writer, view[: 1 << 16]) :]


def _collect(
    reader: int, names: list[str], what: Callable[[str], str], fault: type[MlsysError], limits: Limits
) -> dict[str, bytes]:
    """Return what the child answers, in the order of ``names``."""
    found: dict[str, bytes] = {}
    end, total = time.monotonic() + WALL_SECONDS, 0
    with selectors.DefaultSelector() as ready:
        ready.register(reader, selectors.EVENT_READ)
        for name in names:
            kind, size = _HEAD.unpack(_take(ready, reader, _HEAD.size, end, name))
            total += size
            if size > limits.answer:
                raise fault(f"{what(name)} grows beyond {limits.answer >> 20} MiB")
            if total > TOTAL_BYTES:
                raise fault(f"the files of foreign blueprints grow beyond {TOTAL_BYTES >> 20} MiB")
            content = _take(ready, reader, size, end, name)
            if kind == _FAULT:
                message, help_ = json.loads(content)
                raise fault(message, help=help_)
            found[name] = content
    return found


def _take(ready: selectors.BaseSelector, reader: int, count: int, end: float, name: str) -> bytes:
    """Return the next ``count`` bytes of the child, which works on ``name``."""
    content = bytearray()
    while len(content) < count:
        if not ready.select(max(end - time.monotonic(), 0)):
            raise _Silent(name, timed_out=True)
        part = os.read(reader, min(count - len(content), 1 << 16))
        if not part:
            raise _Silent(name, timed_out=False)
        content += part
    return bytes(content)


def _why(status: int) -> str:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return f"it took more than {CPU_SECONDS} s of CPU (a loop without end?)"
    return "its process ended early, as when memory runs out"


def _end(child: int) -> int:
    """End the child and what it has started, if they have not ended, and return how it ended."""
    # Its number is its own, and that of its group, until it is waited for.
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]
