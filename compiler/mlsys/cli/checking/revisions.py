"""Documents from files, from git revisions, and from the locks of projects."""

from __future__ import annotations

import os
import posixpath
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.diagnostics.model import Result
from mlsys.errors import MlsysError
from mlsys.planning.inputs import DOCUMENT
from mlsys.planning.paths import LOCK_NAME
from mlsys.project.git import Git
from mlsys.project.record.lock import Lock, parse_lock
from mlsys.project.record.pristine import parse_pack
from mlsys.project.record.state import INHERITED, PACK
from mlsys.settings import FILES, Settings, parsed_settings, settings_for
from mlsys.source import SourceFile
from mlsys.spec.parents import is_shared
from mlsys.syntax.nodes import Node

if TYPE_CHECKING:
    from mlsys.sharing.collections import Collections

_NOT_FETCHED: Final = ("transport '", "lazy fetching", "promisor remote")
"""What git says of an object that a partial clone lacks, its versions differing."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A document at a point in time."""

    name: str
    """What it is called: as the user named it."""
    source: SourceFile
    """Its text; through a lock, with all that it inherits."""
    lock: Lock | None = None
    """The lock through which it was named; it tells what was derived from the document."""
    revision: str | None = None
    """The revision of git that holds it, and the documents that it extends."""

    def parent(self, name: str, child: str) -> Result[Node]:
        """Return the document that ``child`` calls ``name``, as it was at that time.

        Raises:
            MlsysError: if it cannot be read.
        """
        from mlsys.spec.upgrade.tree import read_current
        from mlsys.syntax.load import load

        if is_shared(name) or is_shared(child):
            return read_current(_collections(self.revision, self.source.name).preset(name, child))
        if self.revision is None:
            return read_current(load(os.path.normpath(os.path.join(os.path.dirname(child), name))))
        place = child.removeprefix(f"{self.revision}:")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), name))
        from_here = place.startswith(("./", "../")) and not path.startswith("../")
        return read_current(_shown(self.revision, f"./{path}" if from_here else path))


def revision(name: str) -> Revision:
    """Return the document that ``name`` means.

    Args:
        name: a file, ``REV:PATH`` for a file in git, or either of them for a lock, which stands for the
            document that its project was compiled from.

    Raises:
        MlsysError: if there is no such file or revision, or it cannot be read.
    """
    revision, path = _parts(name)
    if Path(path).name != LOCK_NAME:
        return Revision(name, _source(revision, path), None, revision)
    folder, _, _ = path.rpartition(LOCK_NAME)
    lock = parse_lock(_source(revision, path).text.encode())
    text = _kept(revision, folder)
    if text is None:
        raise MlsysError(f"`{folder}{PACK}` lacks the copy of the document", help="compile the project again")
    source = SourceFile(f"{name} ({DOCUMENT})", text)
    return Revision(name, source, lock, revision)


@cache
def _collections(revision: str | None, document: str) -> Collections:
    """Return what the settings of a document, as they were in ``revision``, pin.

    Settings out of git are those in `mlsys.toml`, in the folder of the document or above.
    """
    from mlsys.sharing.collections import collections_for

    place = document.removeprefix(f"{revision}:")
    now = settings_for(Path(place))
    if revision is None:
        return collections_for(now)
    folder = posixpath.dirname(place)
    while True:
        with suppress(MlsysError):
            then = _shown(revision, posixpath.join(folder, FILES[0])).text
            return collections_for(parsed_settings(now.source or FILES[0], then.encode()))
        if not folder or folder == "/":
            return collections_for(Settings())
        folder = posixpath.dirname(folder)


def _kept(revision: str | None, folder: str) -> str | None:
    """Return the document that the project in ``folder`` was compiled from, with all that it inherits."""
    from mlsys.project.reconcile.memory import kept_text

    if revision is None:
        return kept_text(folder or ".", INHERITED, DOCUMENT)
    copies = parse_pack(_shown(revision, folder + PACK).text.encode())
    content = copies.content(INHERITED)
    content = copies.content(DOCUMENT) if content is None else content
    return None if content is None else content.decode(errors="replace")


def _parts(name: str) -> tuple[str | None, str]:
    revision, colon, path = name.partition(":")
    return (revision, path) if colon and not os.path.exists(name) else (None, name)


def _source(revision: str | None, path: str) -> SourceFile:
    from mlsys.syntax.load import load

    return load(path) if revision is None else _shown(revision, path)


def _shown(revision: str, path: str) -> SourceFile:
    """Return the file at ``path``, from the root of the repository or from here, as ``revision`` has it."""
    if revision.startswith("-"):
        raise MlsysError(f"`{revision}` is no revision", help="write it as in `HEAD~1:mlsystem.yaml`")
    folder = path if path.startswith(("./", "../")) else f"./{path}"
    reason = ""
    for place in dict.fromkeys((path, folder)):
        found = Git(Path()).blob(f"{revision}:{place}")
        if isinstance(found, bytes):
            try:
                return SourceFile(f"{revision}:{place}", found.decode())
            except UnicodeDecodeError as error:
                raise MlsysError(f"`{revision}:{path}` is not UTF-8 text") from error
        reason = found.reason or "there is no git here, or no repository"
    raise MlsysError(f"there is no `{revision}:{path}`: {reason}", help=_advice(revision, path, reason))


def _advice(revision: str, path: str, reason: str) -> str:
    if any(sign in reason for sign in _NOT_FETCHED):
        return f"the clone is partial, and mlsys fetches nothing: `git show {revision}:{path}` does"
    return "name a revision and a file in it, as git does"
