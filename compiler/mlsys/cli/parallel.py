"""Checking many documents in several processes, ahead of the loop that tells about them one by one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

from mlsys.cli.checking import Memory
from mlsys.cli.memo import Finding
from mlsys.errors import MlsysError
from mlsys.variants import Options, checker

_WORTH_IT: Final = 4
"""Fewer documents are checked sooner than a process starts."""


def check_ahead(paths: Sequence[Path], options: Options, memory: Memory, jobs: int) -> None:
    """Give ``memory`` what is found in those of ``paths`` that it does not know yet.

    A document that cannot be read is left to the caller, who says so in its turn.
    """
    unknown = [path for path in dict.fromkeys(paths) if memory.known(path, options) is None]
    if len(unknown) < _WORTH_IT:
        return
    checker()  # made ready once; forked processes share it
    share = min(50, max(1, len(unknown) // (4 * jobs)))
    with ProcessPoolExecutor(min(jobs, len(unknown)), mp_context=_context()) as pool:
        work = partial(_examined, options=options, memory=memory.fresh())
        for path, finding in zip(unknown, pool.map(work, unknown, chunksize=share), strict=True):
            if finding is not None:
                memory.take(path, finding)


def _examined(path: Path, options: Options, memory: Memory) -> Finding | None:
    try:
        return memory.examine(path, options)
    except MlsysError:
        return None


def _context() -> multiprocessing.context.BaseContext:
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")
