"""``python -m mlsys.cli.hook``: what the pre-commit hooks run, over the whole repository.

A change anywhere can make a document wrong, or a project differ from its document: in the document, in a
parent of it, in the settings, in the profile of its data, in a generated file. So every document and every
project that git knows is checked.

    validate        each document; a copy that a project holds is none
    compile-check   each project, against the document that it was compiled from
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from mlsys.cli import console, exits
from mlsys.cli.guard import guarded
from mlsys.errors import MlsysError

_DOCUMENT: Final = re.compile(r"(^|/)mlsystem(\.[\w-]+)?\.ya?ml\Z")


def main(arguments: Sequence[str]) -> int:
    """Run the hook that ``arguments`` name, by default ``compile-check``; return the worst exit code."""
    return guarded(lambda: validate() if "validate" in arguments else compile_check())


def validate() -> int:
    """Check every document of the repository that this is run in."""
    from mlsys.cli.app import run

    files = _tracked()
    documents = [file for file in files if _DOCUMENT.search(file) and os.path.isfile(file)]
    sources = [os.path.relpath(source) for source in _sources(files)]
    wanted = sorted({*(file for file in documents if not _is_copy(file)), *sources})
    return run(["validate", *wanted]) if wanted else exits.CLEAN


def compile_check() -> int:
    """Check every project of the repository that this is run in, and that git knows what it needs."""
    files = _tracked()
    return max((_check(folder, files) for folder in _projects(files)), default=exits.CLEAN)


def _tracked() -> list[str]:
    """Return the files that git knows here, by their path from here.

    Raises:
        MlsysError: if this is no repository, or git cannot tell.
    """
    from mlsys.project.git import Git, Silence

    listed = Git(Path()).run("ls-files", "-z", "--cached")
    if isinstance(listed, Silence):
        raise MlsysError(
            f"git cannot tell which files are here: {listed.reason or 'this is no repository'}",
            help="run the hook in a repository",
        )
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def _projects(files: Sequence[str]) -> list[str]:
    """Return the folders that hold a project, by its lock or by what is kept beside it."""
    from mlsys.planning.paths import LOCK_NAME, STATE_NAME

    folders = {os.path.dirname(path) for path in files if os.path.basename(path) == LOCK_NAME}
    for path in files:
        above, state, _ = path.partition(f"{STATE_NAME}/")
        if state and (not above or above.endswith("/")):
            folders.add(above.rstrip("/"))
    return sorted(folders)


def _check(folder: str, files: Sequence[str]) -> int:
    from mlsys.cli.app import run
    from mlsys.planning.paths import LOCK_NAME
    from mlsys.project.identity import document_of

    lock = os.path.join(folder, LOCK_NAME)
    if lock not in files:
        reason = "git ignores it, or it was not added" if os.path.lexists(lock) else "it is not there"
        console.fault(
            f"`{folder or '.'}` is a project without its `{LOCK_NAME}`: {reason}", f"commit `{lock}`"
        )
        return exits.FAULT
    try:
        spec, environment = document_of(Path(folder or "."))
    except MlsysError as fault:
        console.fault(fault.message, fault.help)
        return exits.FAULT
    wanted = ["--env", environment] if environment is not None else []
    return run(["compile", str(spec), "-o", folder or ".", "--check", "--quiet", *wanted])


def _sources(files: Sequence[str]) -> Iterator[str]:
    """Yield the documents that projects were compiled from, whatever they are called."""
    from mlsys.project.identity import document_of

    for folder in _projects(files):
        try:
            yield str(document_of(Path(folder or "."))[0])
        except MlsysError:
            continue  # the other hook tells it


def _is_copy(document: str) -> bool:
    """Return whether ``document`` is what a project holds of the document that it was compiled from."""
    from mlsys.planning.inputs import DOCUMENT
    from mlsys.project.identity import document_of

    folder, name = os.path.split(document)
    try:
        source = document_of(Path(folder or "."))[0] if name == DOCUMENT else Path(document)
    except MlsysError:
        return False
    return os.path.realpath(source) != os.path.realpath(document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
