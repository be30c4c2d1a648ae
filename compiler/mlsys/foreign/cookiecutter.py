"""A template of cookiecutter, rendered by cookiecutter itself in a child process with limits.

A template without hooks is a program all the same: its expressions reach any object of the process, its names
lead out of the folder, its extensions are imported. So it is rendered in a sandbox unless its user trusts it,
its paths are looked at before a file is written, and nothing that changes from run to run is in its reach.
"""

from __future__ import annotations

import json
import os
import struct
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError, UntrustedError
from mlsys.foreign.confined import FILE_BYTES, TOTAL_BYTES, Limits, confined

_HEAD: Final = struct.Struct(">Q")
_TRUST: Final = "nothing foreign runs unasked. Read it (`mlsys trust {0} --show`), then: `mlsys trust {0}`"


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    content: bytes
    executable: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A template and all that its rendering depends on."""

    name: str
    """What messages call it: the name of its blueprint."""
    files: Mapping[str, Made]
    """The template, by path below the folder of its ``cookiecutter.json``."""
    context: Mapping[str, object]
    """Values of some of its variables."""
    code: tuple[str, ...] = ()
    """What of it runs as code."""
    hooks: bool = False
    trusted: bool = False
    """Whether code of these contents may run."""
    exclude: tuple[str, ...] = ()
    """Regular expressions over generated paths that are not wanted."""
    into: str = ""
    """What stands before the paths in the project: ``service/``."""
    date: str = ""
    """The day that ``now`` stands for."""


def make(job: Job) -> dict[str, Made]:
    """Return what cookiecutter makes of ``job``, by path in the project.

    Raises:
        MlsysError: if the template fails, or goes beyond a limit.
        UntrustedError: if it runs code that nobody trusts.
    """
    if job.code and not job.trusted:
        raise UntrustedError(
            f"blueprint `{job.name}` wants to run {', '.join(job.code)}", help=_TRUST.format(job.name)
        )
    # It is imported before the processes part, once for all documents of a run.
    from mlsys.foreign.rendering import run

    with tempfile.TemporaryDirectory(prefix="mlsys-", ignore_cleanup_errors=True) as scratch:
        folder = Path(os.path.realpath(scratch))
        answer = confined(
            lambda _: _packed(run(job, folder)),
            ["template"],
            lambda _: f"the template of blueprint `{job.name}`",
            MlsysError,
            Limits(TOTAL_BYTES, FILE_BYTES),
        )
    return {job.into + path: made for path, made in _unpacked(answer["template"]).items()}


def _packed(files: Mapping[str, Made]) -> bytes:
    listed = [[path, len(made.content), made.executable] for path, made in files.items()]
    head = json.dumps(listed).encode()
    return b"".join([_HEAD.pack(len(head)), head, *(made.content for made in files.values())])


def _unpacked(content: bytes) -> dict[str, Made]:
    (size,) = _HEAD.unpack_from(content)
    place = _HEAD.size + size
    found = {}
    for path, length, executable in json.loads(content[_HEAD.size : place]):
        found[str(path)] = Made(content[place : place + length], bool(executable))
        place += length
    return found
