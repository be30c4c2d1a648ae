"""Running what a blueprint generates: targets of make, in the project of each case."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError
from mlsys.testing.cases import Case, cases_of
from mlsys.testing.problems import Problem

_SECONDS: Final = 3600
"""How long a target may take."""
_TOLD: Final = 15
"""Lines that are shown of a target that fails, the last ones."""


def run_cases(folder: str | Path, targets: Sequence[str]) -> tuple[Problem, ...]:
    """Return the first target that fails in the project of each case of the blueprint in ``folder``.

    The projects are code, which runs as the user who asks for it.

    Raises:
        MlsysError: if it is no blueprint, a case does not compile, or there is no make.
    """
    found = (_run(case, targets) for case in cases_of(folder))
    return tuple(problem for problem in found if problem is not None)


def _run(case: Case, targets: Sequence[str]) -> Problem | None:
    with tempfile.TemporaryDirectory(prefix="mlsys-case-") as scratch:
        project = Path(scratch, case.path.stem)
        case.write(project)
        for target in targets:
            code, output = _make(project, target)
            if code:
                last = "\n".join(output.splitlines()[-_TOLD:])
                what = "is stopped after an hour" if code < 0 else f"ends with {code}"
                return Problem("run", str(case.path), f"`make {target}` {what}", difference=last)
    return None


def _make(project: Path, target: str) -> tuple[int, str]:
    """Return how ``make target`` ends, and what it prints; its children end with it."""
    # A make that this one runs under would tell it its own flags and files.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")
    }
    try:
        run = subprocess.Popen(
            ["make", target], cwd=project, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise MlsysError("make is not installed", help="projects are run by their Makefile") from None
    with run:
        try:
            output, _ = run.communicate(timeout=_SECONDS)
        except BaseException as error:
            _stop(run)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return -1, ""
    return run.returncode, output.decode(errors="replace")


def _stop(run: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(run.pid, signal.SIGKILL)
    else:
        run.kill()
