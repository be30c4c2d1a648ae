"""Everything that is read before a document is judged: itself, its parents, what its project was made of.

After `load_inputs` no file is looked at until the project is compared with what is generated; a file is read,
and its text parsed, once.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.diagnostics.model import Diagnostic, Result
from mlsys.errors import MlsysError
from mlsys.settings import Settings, settings_for
from mlsys.source import SourceFile

if TYPE_CHECKING:
    from mlsys.blueprints.introduced import Introduced
    from mlsys.policies.plugins import Plugin
    from mlsys.policies.read import Policies
    from mlsys.profile.supply import ProfileFile
    from mlsys.project.record.lock import LockHeader
    from mlsys.sharing.collections import Collections
    from mlsys.spec.parents import Parents
    from mlsys.syntax.nodes import Node


@dataclass(frozen=True, slots=True)
class Previous:
    """What a project was compiled from."""

    folder: str
    text: str
    """The document as it was."""
    tree: Node | None
    """The document with all that it inherited, where that was kept; ``None`` when it cannot be read."""
    parents: Parents
    """What it extended, as far as ``tree`` does not hold it."""
    header: LockHeader | None
    """What the lock says about the compilation; ``None`` when there is none that can be read."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a judgement depends on."""

    source: SourceFile
    tree: Node | None
    """The document as written; ``None`` when it is not YAML."""
    found: tuple[Diagnostic, ...]
    """What is wrong with the text."""
    parents: Parents
    """The documents that it extends."""
    settings: Settings
    """What its repository has decided."""
    profile: ProfileFile | None
    """What a look at its data showed."""
    previous: Previous | None
    """What its project was compiled from."""
    today: datetime.date
    """The day on which expiries are judged."""
    policies: Policies
    """What its organisation demands."""
    introduced: Introduced
    """What its blueprints add to the language."""


def load_inputs(
    path: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None, *, compiling: bool = False
) -> Inputs:
    """Read the document at ``path`` and what it is judged with.

    Args:
        path: the document.
        folder: its project; ``None`` for the default places.
        compiling: whether a project in the working folder, the default of `compile`, counts too.

    Raises:
        MlsysError: if the document cannot be read as text, or the settings of its repository cannot be.
    """
    from mlsys.syntax.load import load

    return inputs_of(load(path), folder, compiling=compiling)


def inputs_of(
    source: SourceFile,
    folder: str | os.PathLike[str] | None = None,
    *,
    compiling: bool = False,
    settings: Settings | None = None,
    today: datetime.date | None = None,
    introduced: Introduced | None = None,
) -> Inputs:
    """Read what the document in ``source`` is judged with, as `load_inputs` does.

    Args:
        source: the document, as an editor may hold it.
        folder: its project; ``None`` for the default places.
        compiling: whether a project in the working folder counts too.
        settings: in place of those of the repository.
        today: in place of the current day.
        introduced: in place of what the blueprints of the repository add to the language.
    """
    from mlsys.profile.supply import read_profile
    from mlsys.spec.parents import read_parents
    from mlsys.spec.upgrade.tree import current
    from mlsys.syntax.salvage import read_leniently

    settings = settings_for(Path(source.name)) if settings is None else settings
    own = introduced or _introduced(settings)
    read = own.understood(current(read_leniently(source)))
    places = _projects(source.name, read.value, folder, compiling)
    collections = _collections(settings)
    shared = collections.preset if collections is not None else None
    return Inputs(
        source,
        read.value,
        read.diagnostics,
        _parents(read_parents(source.name, read.value, settings.parents, shared), own),
        settings,
        read_profile(source.name),
        next((_previous(each, own) for each in map(read_previous, places) if each is not None), None),
        today or datetime.date.today(),
        _policies(settings, collections),
        own,
    )


def _introduced(settings: Settings) -> Introduced:
    """Return what the blueprints in the settings add to the language."""
    from mlsys.blueprints.introduced import NOTHING

    if not settings.blueprints:
        return NOTHING
    from mlsys.sharing.supply import introduced_by

    return introduced_by(settings)


def _parents(read: Parents, introduced: Introduced) -> Parents:
    if not introduced.tasks:
        return read
    answers = {
        key: answer if isinstance(answer, MlsysError) else introduced.understood(answer)
        for key, answer in read.answers.items()
    }
    return replace(read, answers=answers)


def _previous(read: Previous, introduced: Introduced) -> Previous:
    from mlsys.diagnostics.model import Result

    if not introduced.tasks or read.tree is None:
        return read
    tree = introduced.understood(Result(read.tree)).value
    return replace(read, tree=tree, parents=_parents(read.parents, introduced))


def _collections(settings: Settings) -> Collections | None:
    """Return what the sources in the settings offer; ``None`` where there are none."""
    if not settings.sources:
        return None
    from mlsys.sharing.collections import collections_for

    return collections_for(settings)


def policies_for(settings: Settings) -> Policies:
    """Return what binds the documents of a repository: policies, and rules in Python that are trusted.

    Raises:
        MlsysError: if a source or blueprint is declared wrongly.
    """
    return _policies(settings, _collections(settings))


def _policies(settings: Settings, collections: Collections | None) -> Policies:
    """Return the policies that bind, those of settings above included, each read with the sources beside it.

    Where there are none, their models are not loaded.
    """
    from mlsys.policies.read import Policies, read_policies

    named = settings.policies or collections or settings.blueprints
    own = read_policies(settings.policies, collections, _plugins(settings)) if named else Policies()
    if settings.above is None:
        return own
    return own.joined(_policies(settings.above, _collections(settings.above)))


def _plugins(settings: Settings) -> tuple[Callable[[], Plugin | None], ...]:
    """Return what reads the rules in Python of the blueprints that the settings declare."""
    if not settings.blueprints:
        return ()
    from mlsys.sharing.plugins import plugins_of_blueprints

    return tuple(plugins_of_blueprints(settings))


def _projects(
    document: str, tree: Node | None, folder: str | os.PathLike[str] | None, compiling: bool
) -> Iterator[str]:
    """Yield the folders that may hold the project, the likeliest first."""
    from mlsys.syntax.nodes import Scalar, find

    if folder is not None:
        yield os.fspath(folder)
        return
    here = os.path.dirname(document)
    named = find(tree, ("metadata", "name")) if tree is not None else None
    name = named.value if isinstance(named, Scalar) and isinstance(named.value, str) else None
    yield here
    if compiling and name:
        yield name
    if name:
        yield os.path.join(here, name)


def read_previous(folder: str | os.PathLike[str]) -> Previous | None:
    """Return what the project in ``folder`` was compiled from; ``None`` when there is none."""
    from mlsys.planning.paths import LOCK_NAME, STATE_NAME

    place = os.fspath(folder)
    if not any(os.path.lexists(os.path.join(place, name)) for name in (LOCK_NAME, STATE_NAME)):
        return None
    from mlsys.planning.inputs import DOCUMENT
    from mlsys.project.reconcile.memory import kept_text
    from mlsys.project.record.state import INHERITED
    from mlsys.spec.parents import Parents, collect
    from mlsys.spec.upgrade.tree import read_current

    text = kept_text(place, DOCUMENT)
    if text is None:
        return None
    whole = kept_text(place, INHERITED)
    tree = read_current(SourceFile(DOCUMENT, text if whole is None else whole)).value if text else None
    parents = Parents() if tree is None or whole is not None else collect(tree, partial(_kept_parent, place))
    return Previous(place, text, tree, parents, _header(place))


def _kept_parent(folder: str, name: str, child: str) -> Result[Node]:
    """Return a parent as it was when the project in ``folder`` was compiled."""
    from mlsys.project.reconcile.memory import kept_text
    from mlsys.spec.upgrade.tree import read_current

    place = os.path.normpath(os.path.join(os.path.dirname(child), name))
    text = kept_text(folder, place)
    if text is None:
        raise MlsysError(f"{place} is not kept")
    return read_current(SourceFile(place, text))


def _header(folder: str) -> LockHeader | None:
    from mlsys.project.reconcile.memory import read_lock

    try:
        lock = read_lock(folder)
    except MlsysError:
        return None
    return None if lock is None else lock.header
