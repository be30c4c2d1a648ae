"""What the repositories of a fleet are pinned to, and, if their sources are asked, what is newer there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.errors import MlsysError

if TYPE_CHECKING:
    from mlsys.settings import Settings
    from mlsys.sharing.origins import Declared

_PARTS: Final = ("major", "minor", "patch")


@dataclass(frozen=True, slots=True)
class Pin:
    """A blueprint, or a collection of presets and policies, that a repository uses."""

    use: str
    """``blueprint`` or ``source``."""
    name: str
    version: str
    """What is pinned; empty where its contents are not here."""
    source: str
    """Where it comes from, with the commit."""
    sha256: str = ""
    """Of its contents; empty for a folder, which is taken as it is."""
    newest: str = ""
    """The newest version of its source; empty where nobody has asked."""
    trouble: str = ""
    """Why the source does not answer, or must not be followed."""

    behind: str = field(default="", init=False)
    """By how much the pin is behind its source, ``major``, ``minor`` or ``patch``; empty if it is not."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "behind", _distance(self.version, self.newest))


def _distance(have: str, there: str) -> str:
    if not (have and there):
        return ""
    from mlsys.blueprints.versions import parse_release

    try:
        one, other = parse_release(have).release, parse_release(there).release
    except ValueError:
        return ""
    differing = (word for word, a, b in zip(_PARTS, one, other, strict=False) if a != b)
    return next(differing, "") if one < other else ""


def pins_of(settings: Settings | None) -> Iterator[Pin]:
    """Yield what the settings and those above them declare.

    Raises:
        MlsysError: if something is declared wrongly.
    """
    seen = set()
    for declared, base in _declared(settings):
        pin = _pin(declared, base)
        if pin not in seen:
            seen.add(pin)
            yield pin


def asked(documents: Iterable[str]) -> Mapping[Pin, Pin]:
    """Return what the repositories of ``documents`` are pinned to, with what their sources hold now.

    Each source is asked once, whatever number of repositories is pinned to it.
    """
    from mlsys.settings import settings_for
    from mlsys.sharing.origins import Folder
    from mlsys.sharing.standing import standing

    found: dict[Pin, Pin] = {}
    for document in documents:
        try:
            declared = tuple(_declared(settings_for(Path(document))))
        except MlsysError:
            continue  # a line of the fleet says so
        for each, base in declared:
            pin = _pin(each, base)
            if pin in found or isinstance(each.origin, Folder):
                continue
            told = standing(each, base)
            found[pin] = replace(pin, newest=told.newest or told.reachable, trouble=told.trouble)
    return found


def _declared(settings: Settings | None) -> Iterator[tuple[Declared, Path]]:
    from mlsys.sharing.supply import declared_blueprints, declared_sources

    while settings is not None:
        base = Path(settings.source).parent
        for each in (*declared_blueprints(settings), *declared_sources(settings)):
            yield each, base
        settings = settings.above


@lru_cache(maxsize=1024)
def _pin(declared: Declared, base: Path) -> Pin:
    from mlsys.sharing.changes import version_of
    from mlsys.sharing.origins import described
    from mlsys.sharing.supply import folder_of

    try:
        version = version_of(folder_of(declared, base), declared.use)
    except MlsysError:
        version = ""
    return Pin(declared.use.value, declared.name, version, described(declared.origin), declared.sha256)
