"""``mlsys validate FILE…`` as hooks call it, without loading the library that reads command lines.

That library takes as long to import as everything else that answering from memory needs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int | None:
    """Validate the files in ``arguments``; return ``None`` when it takes more to understand them."""
    if arguments[:1] != ["validate"] or "_MLSYS_COMPLETE" in os.environ:
        return None
    files = arguments[1:]
    if not files or any(name.startswith("-") for name in files):
        return None
    from mlsys.cli.guard import guarded

    return guarded(lambda: _validate(files))


def _validate(files: Sequence[str]) -> int:
    from pathlib import Path

    from mlsys.cli.validating import Request, validate
    from mlsys.variants import Options

    return validate(Request([Path(name) for name in files], Options(project=True)))
