"""Whole answers of commands, given again word for word while nothing that they depend on has changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from mlsys import store
from mlsys.cli.console import use_colour
from mlsys.cli.fingerprint import fingerprint

_KIND: Final = "answers"


def name_of(arguments: Sequence[str]) -> str:
    """Return the name of the answer to a command line, here, by this compiler, today."""
    colours = f"{use_colour(sys.stdout)} {use_colour(sys.stderr)}"
    return store.key(*(os.fsencode(part) for part in (fingerprint(), os.getcwd(), colours, *arguments)))


def give(name: str) -> int | None:
    """Print the answer called ``name`` and return its exit code; ``None`` when there is none that holds."""
    match store.load(_KIND, name):
        case {"out": str() as out, "err": str() as err, "code": int() as code, "files": dict() as files}:
            if all(store.state(path) == known for path, known in files.items()):
                sys.stderr.write(err)
                sys.stdout.write(out)
                return code
    return None


def keep(name: str, code: int, files: Iterable[str], since: float, *, out: str, err: str = "") -> None:
    """Keep an answer for as long as ``files`` stay as they are.

    Args:
        name: the name of the answer.
        code: its exit code.
        files: every file that it depends on, also those that must stay absent.
        since: when the first of them was read, in seconds since the epoch. An answer is not kept when one was
            written later: what was read may not be what stands there now.
        out: what it prints to standard output.
        err: what it prints to standard error.
    """
    states = {path: store.state(path) for path in sorted(files)}
    if all(_changed(path) < since for path in states):
        store.save(_KIND, name, {"out": out, "err": err, "code": code, "files": states})


def _changed(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0
