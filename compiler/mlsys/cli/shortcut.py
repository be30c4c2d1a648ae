"""``mlsys validate FILE…`` as hooks call it, answered word for word from memory while nothing has changed.

Reading the command line, decoding findings and rendering them each import more than comparing the files does;
an answer that is known needs none of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from mlsys.cli import store
from mlsys.cli.console import use_colour
from mlsys.cli.fingerprint import fingerprint
from mlsys.cli.guard import guarded

_KIND = "answers"


def run(arguments: Sequence[str]) -> int | None:
    """Validate the files in ``arguments``; return ``None`` when it takes more to understand them."""
    files = arguments[1:]
    if arguments[:1] != ["validate"] or not files or any(name.startswith("-") for name in files):
        return None
    return guarded(lambda: _validate(files))


def _validate(files: Sequence[str]) -> int:
    circumstances = (fingerprint(), os.getcwd(), str(use_colour(sys.stdout)))
    name = store.key(*(os.fsencode(part) for part in (*circumstances, *files)))
    answer = store.load(_KIND, name)
    if _holds(answer):
        sys.stdout.write(answer["text"])
        return int(answer["code"])
    return _find_out(name, files)


def _holds(answer: object) -> bool:
    match answer:
        case {"text": str(), "code": int(), "files": dict() as files}:
            return all(store.state(path) == known for path, known in files.items())
    return False


def _find_out(name: str, files: Sequence[str]) -> int:
    from pathlib import Path

    from mlsys.cli.validating import Request, examine
    from mlsys.variants import Options

    before = {file: store.state(file) for file in files}
    text, code, depends = examine(Request([Path(file) for file in files], Options(project=True)))
    sys.stdout.write(text)
    if depends is not None:
        states = {path: store.state(path) for path in sorted(depends)}
        if before.items() <= states.items():
            store.save(_KIND, name, {"text": text, "code": code, "files": states})
    return code
