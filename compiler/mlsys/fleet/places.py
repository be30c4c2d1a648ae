"""Where the systems of a fleet are, and going through them in bounded memory."""

from __future__ import annotations

import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from mlsys.errors import MlsysError
from mlsys.planning.inputs import DOCUMENT
from mlsys.planning.paths import LOCK_NAME

R = TypeVar("R")

_DOCUMENT: Final = re.compile(r"mlsystem(\.[\w-]+)?\.ya?ml\Z")
_BATCH: Final = 200
"""Systems that a process looks at before it makes way for a new one, as each takes some memory for good."""


@dataclass(frozen=True, slots=True)
class Place:
    """A system: its document, and a project that was compiled from it."""

    document: str
    project: str | None = None
    """``None`` when no project was found below the paths of the fleet."""
    environment: str | None = None
    """The one that the project was compiled for."""


def places_in(paths: Sequence[Path]) -> tuple[Place, ...]:
    """Return the systems at and below ``paths``: one for each project, and for each document without any.

    The copies that projects hold of their documents are no systems of their own.
    """
    documents: dict[str, None] = {}
    projects: dict[str, list[Place]] = {}
    for folder, names in _folders(paths, documents):
        project = _project(folder) if LOCK_NAME in names else None
        if project is not None:
            projects.setdefault(os.path.realpath(project.document), []).append(project)
        for name in filter(_DOCUMENT.match, names):
            document = os.path.join(folder, name)
            if not (name == DOCUMENT and project is not None and _differ(document, project.document)):
                documents[document] = None
    return tuple(
        place
        for document in documents
        for place in _of(document, projects.get(os.path.realpath(document), ()))
    )


def _folders(paths: Sequence[Path], single: dict[str, None]) -> Iterator[tuple[str, list[str]]]:
    """Yield the folders at and below ``paths`` with their files; other paths go to ``single``."""
    for path in paths:
        if not path.is_dir():
            single[os.path.normpath(path)] = None
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(name for name in inner if not name.startswith(".") and name != "node_modules")
            yield os.path.normpath(folder), sorted(names)


def _project(folder: str) -> Place | None:
    """Return the project in ``folder`` with its document; ``None`` where the two do not find each other."""
    from mlsys.project.identity import document_of

    try:
        document, environment = document_of(Path(folder))
    except MlsysError:
        return None
    return Place(str(document), folder, environment)


def _differ(one: str, other: str) -> bool:
    return os.path.realpath(one) != os.path.realpath(other)


def _of(document: str, projects: Sequence[Place]) -> Iterator[Place]:
    """Yield a place for each project, its document by the path at which it was found."""
    yield from (replace(project, document=document) for project in projects)
    if not projects:
        yield Place(document)


def each(look: Callable[[Place], R], places: Sequence[Place], jobs: int) -> Iterator[R]:
    """Yield what ``look`` returns for each of ``places``, in their order, from ``jobs`` processes."""
    # What the first one makes ready, as schema and catalogue, forked processes share.
    yield from map(look, places[:1])
    for start in range(1, len(places), _BATCH * jobs):
        batch = places[start : start + _BATCH * jobs]
        with ProcessPoolExecutor(min(jobs, len(batch)), mp_context=fresh_processes()) as pool:
            yield from pool.map(look, batch, chunksize=max(1, min(25, len(batch) // (4 * jobs))))


def processors() -> int:
    """Return how many processes can run at a time, where the system tells it those that this one may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fresh_processes() -> multiprocessing.context.BaseContext:
    """Return how processes are started: as copies of this one where that can be done."""
    methods = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("fork" if "fork" in methods else "spawn")
