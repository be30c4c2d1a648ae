"""Checking many documents in several processes, ahead of the loop that tells about them one by one."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from mlsys.cli.checking.findings import check
from mlsys.diagnostics.report import Report
from mlsys.errors import MlsysError
from mlsys.judge import Options, checker

_WORTH_IT: Final = 4
"""Fewer documents are checked sooner than a process starts."""


def check_ahead(paths: Sequence[Path], options: Options, jobs: int) -> dict[Path, Report]:
    """Return what is found in each of ``paths``, or nothing where that is not worth several processes.

    A document that cannot be read is left to the caller, who says so in its turn.
    """
    different = list(dict.fromkeys(paths))
    if jobs < 2 or len(different) < _WORTH_IT:
        return {}
    checker()  # made ready once; forked processes share it
    share = min(50, max(1, len(different) // (4 * jobs)))
    with ProcessPoolExecutor(min(jobs, len(different)), mp_context=fresh_processes()) as pool:
        reports = pool.map(partial(_checked, options=options), different, chunksize=share)
        return {path: report for path, report in zip(different, reports, strict=True) if report is not None}


def _checked(path: Path, options: Options) -> Report | None:
    try:
        return check(path, options)
    except MlsysError:
        return None


def processors() -> int:
    """Return how many processes can run at a time, where the system tells it those that this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fresh_processes() -> multiprocessing.context.BaseContext:
    """Return how processes are started: as copies of this one where that can be done."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")
