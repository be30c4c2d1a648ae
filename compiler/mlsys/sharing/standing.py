"""Whether the sources of what a repository uses hold something newer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.sharing.changes import update
from mlsys.sharing.origins import Declared, Folder, Repository, unpinned


@dataclass(frozen=True, slots=True)
class Standing:
    """A pin beside what its source holds now."""

    declared: Declared
    pinned: str = ""
    """Version that is pinned; empty where that is not known."""
    reachable: str = ""
    """Version that `update` would take."""
    newest: str = ""
    """The newest version at all, which may lie beyond the range."""
    news: str = ""
    """What the changelog says of the versions that `update` would bring."""
    trouble: str = ""
    """Why nothing can be told: the source is not there, or a tag has moved."""

    @property
    def outdated(self) -> bool:
        """Whether something newer is there, in reach or not."""
        return bool(self.trouble) or self.pinned != self.reachable or self.reachable != self.newest


def standing(declared: Declared, base: Path) -> Standing:
    """Return how ``declared`` stands to its source, which is asked; nothing is pinned anew."""
    from mlsys.sharing.changes import version_of
    from mlsys.sharing.store import stored

    folder = stored(declared.sha256, declared.name) if declared.sha256 else None
    pinned = version_of(folder, declared.use) if folder is not None else ""
    if isinstance(declared.origin, Folder):
        pinned = version_of(base / declared.origin.folder, declared.use)
        return Standing(declared, pinned, pinned, pinned)
    try:
        change = update(declared, base)
        reachable, news = (change.value.version, change.value.news) if change.value is not None else ("", "")
        return Standing(declared, pinned, reachable, _newest(declared, base) or reachable, news)
    except MlsysError as error:
        return Standing(declared, pinned, trouble=error.message)


def _newest(declared: Declared, base: Path) -> str:
    """Return the version of the newest tag; empty where that is no question."""
    origin = declared.origin
    if not isinstance(origin, Repository) or not (origin.version or origin.ref):
        return ""
    beyond = replace(unpinned(declared), origin=replace(origin, ref="", version=">=0", commit=""), sha256="")
    try:
        change = update(beyond, base)
    except MlsysError:
        return ""
    return change.value.version if change.value is not None else ""
