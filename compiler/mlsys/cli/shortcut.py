"""The commands that hooks and CI repeat, without loading the library that reads command lines.

Reading the command line, decoding findings and rendering them each import more than comparing files does; an
answer that is known needs none of it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from mlsys.cli import answers
from mlsys.cli.guard import guarded

_REPEATED = ("validate", "compile")


def run(arguments: Sequence[str]) -> int | None:
    """Answer from memory, or validate plain files; ``None`` when that is not what is asked for."""
    if not arguments or arguments[0] not in _REPEATED:
        return None
    name = answers.name_of(arguments)
    code = guarded(lambda: _given(name))
    if code >= 0:
        return code
    files = arguments[1:]
    if arguments[0] != "validate" or not files or any(file.startswith("-") for file in files):
        return None
    return guarded(lambda: _validate(name, files))


def _given(name: str) -> int:
    code = answers.give(name)
    return -1 if code is None else code


def _validate(name: str, files: Sequence[str]) -> int:
    from pathlib import Path

    from mlsys.cli.validating import Request, examine
    from mlsys.variants import Options

    since = time.time()
    text, code, depends = examine(Request([Path(file) for file in files], Options(project=True)))
    sys.stdout.write(text)
    if depends is not None:
        answers.keep(name, code, depends, since, out=text)
    return code
