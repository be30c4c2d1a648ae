"""What commands do to what a repository declares; no setting is written here."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mlsys.blueprints.load import load_blueprint
from mlsys.diagnostics import Result
from mlsys.errors import MlsysError
from mlsys.settings import Settings
from mlsys.sharing.origins import (
    Archive,
    Declared,
    Folder,
    Origin,
    Package,
    Repository,
    Use,
    checked,
    described,
    is_name,
    is_url,
    unpinned,
    without_credentials,
)
from mlsys.sharing.store import keep
from mlsys.sharing.supply import CHANGELOG, Fetched, accepting, contents_of, fetch, folder_of

_PACKAGE: Final = "package:"


@dataclass(frozen=True, slots=True)
class Change:
    """A blueprint or collection before and after a command."""

    before: Declared | None
    after: Declared
    version: str
    """Of the manifest or index, after."""
    news: str = ""
    """What the changelog says about the versions that are new."""
    requires: tuple[tuple[str, str], ...] = ()
    """Names and ranges of the blueprints that it requires."""

    @property
    def is_any(self) -> bool:
        """Whether something else is pinned now."""
        return self.before != self.after


def origin_of(source: str, base: Path, *, ref: str = "", version: str = "", path: str = "") -> Origin:
    """Return what ``source`` of a command means: as for cookiecutter, ``gh:acme/blueprints`` and the like.

    Args:
        source: a folder, a URL of git, a zip file, an abbreviation, or ``package:NAME``.
        base: the folder of the settings, from which folders are named.
        ref: branch, tag or commit.
        version: a range of versions.
        path: the folder within.

    Raises:
        MlsysError: if it means nothing.
    """
    if source.startswith(_PACKAGE):
        return checked(Package(source.removeprefix(_PACKAGE), path), source)
    from cookiecutter.repository import expand_abbreviations, is_repo_url, is_zip_file

    expanded = expand_abbreviations(source, _abbreviations())
    place = Path(os.path.expanduser(expanded))
    if is_zip_file(expanded):
        return checked(Archive(expanded if is_url(expanded) else _from(base, place), path), source)
    if is_repo_url(expanded) or is_url(expanded) or expanded.startswith("git+"):
        return checked(Repository(expanded.removeprefix("git+"), ref, version, path), source)
    if not place.is_dir():
        raise MlsysError(
            f"`{source}` is no folder, zip file or URL of git", help="write a path, a URL, or `gh:OWNER/NAME`"
        )
    if ref or version:
        return checked(Repository(place.resolve().as_uri(), ref, version, path), source)
    return checked(Folder(_from(base, place / path)), source)


def add(origin: Origin, base: Path, known: tuple[Declared, ...], use: Use = Use.BLUEPRINT) -> Result[Change]:
    """Return the pin of the blueprint or collection at ``origin``, which none of the ``known`` is.

    Raises:
        MlsysError: if it cannot be had, is no such thing, or is known already.
    """
    what = without_credentials(described(origin))
    fetched = fetch(origin, base, what, use)
    name = _name_in(fetched, what, use)
    if any(each.name == name for each in known):
        raise MlsysError(
            f"`{name}` is declared already", help=f"`mlsys {use.value} update {name}`, or remove it first"
        )
    return _pinned(None, Declared(name, origin, use=use), fetched, base)


def lock(blueprint: Declared, base: Path, *, offline: bool = False) -> Result[Change]:
    """Return ``blueprint`` pinned, if it was not, with its contents in the store; a pin is kept.

    What the store has is not fetched again; nothing is if it is ``offline``.

    Raises:
        MlsysError: if it cannot be had, or is not what was pinned.
    """
    if offline:
        version = version_of(folder_of(blueprint, base), blueprint.use)
        return Result(Change(blueprint, blueprint, version))
    if blueprint.sha256:
        fetched = Fetched(blueprint.origin, contents_of(blueprint, base))
    else:
        fetched = fetch(blueprint.origin, base, blueprint.what, blueprint.use)
    return _pinned(blueprint, blueprint, fetched, base)


def update(blueprint: Declared, base: Path, *, ref: str = "", accept_moved: bool = False) -> Result[Change]:
    """Return ``blueprint`` at what its source holds now, in its range or at ``ref``.

    Raises:
        MlsysError: if it cannot be had, or if something changed that must not: a tag or a file of a release.
    """
    asked = unpinned(blueprint)
    if ref and isinstance(asked.origin, Repository):
        asked = replace(asked, origin=replace(asked.origin, ref=ref, version=""))
    fetched = fetch(asked.origin, base, blueprint.what, blueprint.use)
    before, after = blueprint.origin, fetched.origin
    moved = blueprint.sha256 and fetched.sha256 != blueprint.sha256 and not fetched.moves
    same = getattr(before, "ref", "") == getattr(after, "ref", "")
    if moved and same and not accept_moved:
        raise _moved(blueprint, fetched)
    return _pinned(blueprint, asked, fetched, base)


def attested(change: Change, base: Path, settings: Settings) -> Change:
    """Return ``change`` with who has signed what it pins.

    Raises:
        MlsysError: if the signature is wrong, or missing where there was one.
    """
    from mlsys.sharing.signatures import check_signature
    from mlsys.sharing.store import stored

    after = change.after
    if isinstance(after.origin, Folder):
        return change
    folder = stored(after.sha256, after.name) or folder_of(after, base)
    signer = check_signature(after, folder, settings)
    return replace(change, after=replace(after, signed_by=signer))


def _pinned(before: Declared | None, asked: Declared, fetched: Fetched, base: Path) -> Result[Change]:
    if isinstance(asked.origin, Folder):
        folder, after = base / asked.origin.folder, asked
    else:
        folder = keep(fetched.tree, asked.name)
        after = replace(asked, origin=fetched.origin, sha256=fetched.sha256)
    loaded = _version(folder, asked.use)
    if loaded.value is None:
        return Result(None, loaded.diagnostics)
    news = _news(fetched, before, loaded.value[0]) if before is not None and before != after else ""
    version, requires = loaded.value
    return Result(Change(before, after, version, news, requires), loaded.diagnostics)


def version_of(folder: Path, use: Use) -> str:
    """Return the version of what lies in ``folder``; empty where that is faulty."""
    found = _version(folder, use).value
    return found[0] if found is not None else ""


def _version(folder: Path, use: Use) -> Result[tuple[str, tuple[tuple[str, str], ...]]]:
    """Return the version of what lies in ``folder`` and what it requires, and what is wrong with it."""
    if use is Use.SOURCE:
        from mlsys.sharing.index import read_index

        index = read_index(folder)
        return Result((index.value.metadata.version, ()) if index.value else None, index.diagnostics)
    blueprint = load_blueprint(folder)
    if blueprint.value is None:
        return Result(None, blueprint.diagnostics)
    manifest = blueprint.value.manifest
    return Result((manifest.version, tuple(manifest.blueprints.items())), blueprint.diagnostics)


def beside(origin: Origin, name: str, version_range: str) -> Origin | None:
    """Return where the blueprint ``name`` is if it lies beside the one at ``origin``."""
    match origin:
        case Folder(folder):
            return Folder(posixpath.normpath(posixpath.join(folder, "..", name)))
        case Repository(git=url, ref=ref, version=asked, path=path) if path:
            place = posixpath.join(posixpath.dirname(path), name)
            return Repository(url, "" if asked else ref, version_range if asked else "", place)
        case Archive(zip=place, path=path) if path:
            return Archive(place, posixpath.join(posixpath.dirname(path), name))
        case _:
            return None


def _news(fetched: Fetched, before: Declared, now: str) -> str:
    """Return the changelog down to the version that was pinned before."""
    from mlsys.sharing.store import stored

    text = fetched.tree.get(CHANGELOG, b"").decode(errors="replace")
    folder = stored(before.sha256, before.name) if before.sha256 else None
    if not text or folder is None:
        return ""
    earlier = _version(folder, before.use).value
    version = earlier[0] if earlier is not None else ""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("#") and version and version in line and version != now:
            break
        if lines or line.startswith("## "):
            lines.append(line)
    return "\n".join(lines).strip()


def _moved(blueprint: Declared, fetched: Fetched) -> MlsysError:
    before, after = blueprint.origin, fetched.origin
    if isinstance(before, Repository) and isinstance(after, Repository):
        message = (
            f"{blueprint.what}: tag {after.ref} moved from {before.commit[:10]} to "
            f"{after.commit[:10]}; the pin stays"
        )
    else:
        message = f"{blueprint.what}: {described(before)} holds something else now; the pin stays"
    return MlsysError(message, help=accepting(blueprint))


def _name_in(fetched: Fetched, what: str, use: Use) -> str:
    marker = use.marker
    if marker not in fetched.tree:
        offered = sorted({path.rpartition("/")[0] for path in fetched.tree if path.endswith(f"/{marker}")})
        hint = f"choose one with `--path`: {', '.join(offered)}" if offered else ""
        raise MlsysError(f"{what} has no {marker}", help=hint)
    from mlsys.source import SourceFile
    from mlsys.syntax.nodes import Scalar, find
    from mlsys.syntax.reader import read

    text = fetched.tree[marker].decode(errors="replace")
    tree = read(SourceFile(f"{what}: {marker}", text)).value
    name = find(tree, ("metadata", "name")) if tree is not None else None
    if not isinstance(name, Scalar) or not is_name(str(name.value)):
        raise MlsysError(f"{what}: its {marker} gives it no name in kebab case", help="`metadata.name`")
    return str(name.value)


def _abbreviations() -> dict[str, str]:
    from cookiecutter.config import get_user_config
    from cookiecutter.exceptions import ConfigDoesNotExistException, InvalidConfiguration

    try:
        found: dict[str, str] = get_user_config()["abbreviations"]
    except (ConfigDoesNotExistException, InvalidConfiguration) as error:
        raise MlsysError(f"the configuration of cookiecutter cannot be read: {error}") from None
    return found


def _from(base: Path, place: Path) -> str:
    """Return ``place`` as settings in ``base`` name it: from there where it lies near, else absolute."""
    relative = os.path.relpath(place.resolve(), base.resolve())
    return Path(relative).as_posix() if relative.count("..") <= 2 else str(place.resolve())
