"""From what settings declare to what a compilation uses of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.catalogue import Catalogue, builtin_catalogue, load_catalogue
from mlsys.blueprints.load import load_blueprint
from mlsys.blueprints.model import Blueprint
from mlsys.diagnostics import Result
from mlsys.errors import MlsysError
from mlsys.settings import Settings
from mlsys.sharing.origins import (
    INDEX_NAME,
    SHARED_FOLDERS,
    Archive,
    Declared,
    Folder,
    Origin,
    Package,
    Repository,
    Use,
    declared,
)
from mlsys.sharing.tree import Stamp, below, digest_of, read_folder, stamp
from mlsys.trust.digest import Tree, digest

if TYPE_CHECKING:
    from mlsys.blueprints.introduced import Introduced

VENDOR: Final = "vendor/mlsys"
"""Copies that a repository keeps, from the folder of its settings, by name."""


CHANGELOG: Final = "CHANGELOG.md"
SIGNATURE_NAME: Final = "SIGNATURE.ssh"
_BESIDE: Final = (INDEX_NAME, CHANGELOG, SIGNATURE_NAME)
"""What is fetched of a collection besides its folders."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source holds now."""

    origin: Origin
    """With the commit that its reference means."""
    tree: Tree
    moves: bool = True
    """Whether the source may hold something else tomorrow: a branch may, a tag may not."""

    @property
    def sha256(self) -> str:
        """The digest of the contents."""
        return digest(self.tree)


def declared_blueprints(settings: Settings) -> tuple[Declared, ...]:
    """Return the blueprints that a repository uses beside those of the compiler.

    Raises:
        MlsysError: if one of them is declared wrongly.
    """
    return tuple(declared(name, table, settings.source) for name, table in settings.blueprints)


def declared_sources(settings: Settings) -> tuple[Declared, ...]:
    """Return the collections of presets and policies that a repository uses.

    Raises:
        MlsysError: if one of them is declared wrongly, or has the name of a blueprint.
    """
    blueprints = dict(settings.blueprints)
    for name in dict(settings.sources):
        if name in blueprints:
            raise MlsysError(f"{settings.source}: `{name}` is a blueprint and a source; call one otherwise")
    return tuple(declared(name, table, settings.source, Use.SOURCE) for name, table in settings.sources)


def fetch(origin: Origin, base: Path, what: str, use: Use = Use.BLUEPRINT) -> Fetched:
    """Return what ``origin`` holds: at its commit if it has one, else what its reference means now.

    Of a collection that is its index, its presets and its policies.

    Raises:
        MlsysError: if it cannot be had.
    """
    if use is Use.SOURCE and isinstance(origin, Folder):
        return Fetched(origin, read_collection(base / origin.folder, what))
    found = _fetch(origin, base, what, use)
    if use is Use.BLUEPRINT or INDEX_NAME not in found.tree:
        return found
    kept = {p: c for p, c in found.tree.items() if p in _BESIDE or p.split("/")[0] in SHARED_FOLDERS}
    return replace(found, tree=kept)


def read_collection(folder: Path, what: str) -> Tree:
    """Return what a folder of the organisation, which may be the whole of its repository, offers."""
    found = {}
    for name in _BESIDE:
        if (folder / name).is_file():
            found[name] = (folder / name).read_bytes()
    for top in SHARED_FOLDERS:
        if (folder / top).is_dir():
            files = read_folder(folder / top, what).items()
            found.update({f"{top}/{path}": content for path, content in files})
    return found


def _fetch(origin: Origin, base: Path, what: str, use: Use) -> Fetched:
    match origin:
        case Folder(folder):
            return Fetched(origin, read_folder(base / folder, what))
        case Package():
            from mlsys.sharing import packages

            return Fetched(origin, packages.fetch(origin, what, f"mlsys.{use.value}s"), moves=True)
        case Repository():
            from mlsys.sharing import git

            found = git.fetch(origin, what)
            return Fetched(replace(origin, ref=found.ref, commit=found.commit), found.tree, not found.is_tag)
        case Archive(zip=place, path=path):
            from mlsys.sharing import archives

            return Fetched(origin, below(archives.fetch(place, base, what), path, what), False)


def folder_of(blueprint: Declared, base: Path) -> Path:
    """Return the folder with the contents of ``blueprint``: a copy in the repository, or in the store.

    Args:
        blueprint: as declared; or a collection.
        base: the folder of the settings.

    Raises:
        MlsysError: if it is not pinned, not here, or not what the pin says.
    """
    from mlsys.sharing.store import stored

    name, use = blueprint.name, blueprint.use
    if isinstance(blueprint.origin, Folder):
        folder = base / blueprint.origin.folder
        if not (folder / use.marker).is_file():
            raise MlsysError(f"{blueprint.what}: {folder} has no {use.marker}")
        return folder
    if not blueprint.pinned:
        raise _not_pinned(blueprint)
    vendored = base / VENDOR / name
    if vendored.is_dir():
        return _held(blueprint, vendored)
    if found := stored(blueprint.sha256, name):
        return found
    raise _not_here(blueprint)


def _not_here(blueprint: Declared) -> MlsysError:
    use = blueprint.use.value
    return MlsysError(
        f"{blueprint.what} is not here, and nothing is fetched now",
        help=f"fetch what is pinned: `mlsys {use} lock`; or commit a copy: `mlsys {use} vendor`",
    )


def _not_pinned(blueprint: Declared) -> MlsysError:
    return MlsysError(f"{blueprint.what} is not pinned", help=f"pin it: `mlsys {blueprint.use.value} lock`")


def contents_of(blueprint: Declared, base: Path, *, offline: bool = False) -> Tree:
    """Return the contents of a pinned blueprint, from the store or, if they are not there, from their source.

    Nothing is fetched if it is ``offline``.

    Raises:
        MlsysError: if they cannot be had, or are not what the pin says.
    """
    from mlsys.sharing.store import stored

    what = blueprint.what
    if found := stored(blueprint.sha256, blueprint.name):
        return read_folder(found, what)
    if offline:
        raise _not_here(blueprint)
    fetched = fetch(blueprint.origin, base, what, blueprint.use)
    if fetched.sha256 != blueprint.sha256:
        raise _changed(blueprint, fetched)
    return fetched.tree


def _changed(blueprint: Declared, fetched: Fetched) -> MlsysError:
    """Return the refusal of contents that are not those which were pinned."""
    return MlsysError(
        f"{blueprint.what} is not what was pinned: "
        f"its contents are {fetched.sha256[:12]}…, the pin says {blueprint.sha256[:12]}…",
        help=accepting(blueprint),
    )


def accepting(blueprint: Declared) -> str:
    """Return the advice to who meets contents that changed without leave."""
    command = f"mlsys {blueprint.use.value} update {blueprint.name} --accept-moved"
    return f"if its publisher confirms it: `{command}`"


def catalogue_for(settings: Settings) -> Result[Catalogue]:
    """Return the blueprints of the compiler and those that the repository declares.

    Raises:
        MlsysError: if one of those cannot be had.
    """
    own = declared_blueprints(settings)
    if not own:
        return Result(builtin_catalogue())
    base = Path(settings.source).parent
    known = builtin_catalogue()
    folders = [_vouched(blueprint, folder_of(blueprint, base), settings) for blueprint in own]

    found = load_catalogue(folders, known, load_trusted)
    if not found.diagnostics and found.value is not None:
        for name in found.value.blueprints.keys() - known.blueprints.keys() - {each.name for each in own}:
            raise MlsysError(f"{settings.source}: a blueprint has the name that it gives itself, `{name}`")
    return found


def introduced_by(settings: Settings) -> Introduced:
    """Return what the blueprints that a repository declares add to the language.

    What of them cannot be had or read, others tell.

    Raises:
        MlsysError: if two of them introduce one name otherwise.
    """
    from mlsys.blueprints.introduced import joined

    base, found = Path(settings.source).parent, []
    for each in declared_blueprints(settings):
        try:
            blueprint = load_trusted(folder_of(each, base)).value
        except MlsysError:
            continue
        if blueprint is not None:
            found.append((blueprint.name, blueprint.manifest.introduces))
    return joined(found)


def _vouched(blueprint: Declared, folder: Path, settings: Settings) -> Path:
    """Return ``folder``, whose contents are signed by whom the settings demand."""
    if blueprint.signed_by:
        from mlsys.sharing.signatures import check_signature

        check_signature(blueprint, folder, settings)
    return folder


def digest_in(folder: Path) -> str:
    """Return the digest of what lies in ``folder``, which is that of the pin where there is one."""
    what = f"the blueprint in {folder}"
    return digest_of(folder, stamp(folder, what), what)


def load_trusted(folder: Path) -> Result[Blueprint]:
    """Return the blueprint in ``folder``, read once for all documents of a run as long as nobody edits it.

    It is trusted if its user has said so, of exactly its contents.
    """
    loaded = _read(folder, stamp(folder, f"the blueprint in {folder}"))
    if loaded.value is None or loaded.diagnostics or not loaded.value.code:
        return loaded
    from mlsys.trust.record import is_trusted

    return Result(replace(loaded.value, trusted=is_trusted(loaded.value.name, digest_in(folder))))


@lru_cache(maxsize=256)
def _read(folder: Path, _stamp: Stamp) -> Result[Blueprint]:
    return load_blueprint(folder)


def _held(blueprint: Declared, folder: Path) -> Path:
    """Return the vendored ``folder``, which nobody has edited."""
    what = f"the copy of {blueprint.what}"
    if digest_of(folder, stamp(folder, what), what) != blueprint.sha256:
        raise MlsysError(
            f"{folder} is not the {blueprint.use.value} that was pinned: somebody has edited it",
            help=f"`mlsys {blueprint.use.value} vendor` writes it again; "
            "to change it, declare it as a folder of your own",
        )
    return folder


def vendor(blueprint: Declared, base: Path, *, offline: bool = False) -> Path:
    """Copy the contents of ``blueprint`` to where its repository keeps copies; return the folder.

    Nothing is fetched if it is ``offline``.

    Raises:
        MlsysError: if they cannot be had or written.
    """
    import shutil

    from mlsys.sharing.tree import write_folder

    target = base / VENDOR / blueprint.name
    if isinstance(blueprint.origin, Folder):
        raise MlsysError(f"{blueprint.what} is a folder of your own; commit that")
    if not blueprint.pinned:
        raise _not_pinned(blueprint)
    contents = contents_of(blueprint, base, offline=offline)
    try:
        shutil.rmtree(target, ignore_errors=True)
        write_folder(contents, target)
        # Line ends that git would change are another digest.
        (base / VENDOR / ".gitattributes").write_text("* -text\n", "utf-8")
    except OSError as error:
        raise MlsysError(f"{target} cannot be written: {error.strerror}") from error
    return target
