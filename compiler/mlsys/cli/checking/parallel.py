"""Checking many documents in several processes, ahead of the loop that tells about them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from mlsys.cli.checking.findings import check
from mlsys.diagnostics.report import Report
from mlsys.errors import MlsysError
from mlsys.fleet.places import fresh_processes
from mlsys.judge import Options

_WORTH_IT: Final = 4
"""Fewer documents are checked sooner than a process starts."""


def check_ahead(paths: Sequence[Path], options: Options, jobs: int) -> dict[Path, Report]:
    """Return what is found in each of ``paths``, or nothing where that is not worth several processes.

    A document that cannot be read is left to the caller, who says so in its turn.
    """
    different = list(dict.fromkeys(paths))
    if jobs < 2 or len(different) < _WORTH_IT:
        return {}
    from mlsys.schema.published import checker

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
