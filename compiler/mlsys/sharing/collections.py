"""What documents and settings name in the collections of their organisation.

    extends: [acme://presets/online-service@^2]     # in a document
    policies = ["acme://policies/licences"]         # in settings

The version is that of the collection. It is read where it was fetched to; nothing is fetched here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys.blueprints.versions import allows, is_range
from mlsys.confinement import is_inside
from mlsys.diagnostics.suggest import closest
from mlsys.errors import MlsysError
from mlsys.settings import Settings
from mlsys.sharing.index import read_index
from mlsys.sharing.origins import (
    INDEX_NAME,
    SHARED_FOLDERS,
    Archive,
    Declared,
    Folder,
    Origin,
    Package,
    Repository,
    checked,
    described,
)
from mlsys.sharing.supply import declared_sources, folder_of, read_collection
from mlsys.source import SourceFile
from mlsys.spec.parents import MARK, is_shared

if TYPE_CHECKING:
    from mlsys.policies.plugins import Plugin
    from mlsys.spec.index import Index

_ADDRESS: Final = re.compile(r"(?P<source>[^:/]+)://(?P<kind>[^/@]+)/(?P<name>[^/@]+)(?:@(?P<range>.+))?")
_SHOWN: Final = re.compile(r"(?P<source>[^:/]+)://(?P<path>.+)@(?P<version>[^@]+)")


@dataclass(frozen=True, slots=True)
class Collection:
    """What an organisation offers, as it was fetched."""

    declared: Declared
    folder: Path
    index: Index

    def file(self, path: str) -> SourceFile:
        """Return the file at ``path``, under a name that tells collection, path and version.

        Raises:
            MlsysError: if it cannot be read as text, or leads out of the collection.
        """
        from mlsys.syntax.load import load

        place = self.folder / path
        shown = f"{self.declared.name}{MARK}{path}@{self.index.metadata.version}"
        if not is_inside(str(place), str(self.folder)):
            raise MlsysError(f"{shown} is a link that leads out of its source")
        try:
            return SourceFile(shown, load(place, regular=True).text)
        except MlsysError as fault:
            raise MlsysError(fault.message.replace(str(place), shown)) from None


@dataclass
class Collections:
    """The collections that settings declare; each is read when something of it is asked for."""

    declared: tuple[Declared, ...]
    settings: Settings
    _read: dict[str, Collection] = field(default_factory=dict)
    _files: dict[tuple[str, str], SourceFile] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the collections."""
        return tuple(each.name for each in self.declared)

    def preset(self, name: str, child: str) -> SourceFile:
        """Return the document that ``child`` calls ``name``: an address, or a path within its collection.

        Raises:
            MlsysError: if it is not offered, not in the range that was asked for, or not here.
        """
        if is_shared(name):
            source, kind, offered = self._offered(name)
            if kind != "presets":
                raise MlsysError(f"`{name}` is no preset", help=f"write `{source}{MARK}presets/NAME`")
            return self._file(source, f"{kind}/{offered}.yaml")
        shown = _SHOWN.fullmatch(child)
        assert shown is not None, child
        path = posixpath.normpath(posixpath.join(posixpath.dirname(shown["path"]), name))
        if path.startswith((".", "/")):
            raise MlsysError(f"{name} lies outside of the source `{shown['source']}`")
        return self._file(shown["source"], path)

    def policy(self, address: str) -> SourceFile:
        """Return the policy at ``address``.

        Raises:
            MlsysError: if it is not offered, not in the range that was asked for, or not here.
        """
        source, kind, offered = self._offered(address)
        if kind != "policies":
            raise MlsysError(f"`{address}` is no policy", help=f"write `{source}{MARK}policies/NAME`")
        return self._file(source, f"{kind}/{offered}.yaml")

    def plugin(self, name: str) -> Plugin | None:
        """Return the rules in Python of the collection ``name``; ``None`` if it offers none.

        Raises:
            MlsysError: if it cannot be read.
        """
        collection = self.collection(name)
        offers = collection.index.rules
        if not offers:
            return None
        from mlsys.sharing.plugins import plugin_in

        about = collection.index.metadata
        return plugin_in(
            collection.folder,
            read_collection(collection.folder, collection.declared.what),
            what=collection.declared.what,
            name=name,
            version=about.version,
            offered=frozenset(offers),
            mandatory=frozenset(name for name, offer in offers.items() if offer.mandatory),
            contact=about.contact or about.owner,
        )

    def blueprint(self, address: str) -> Origin:
        """Return where the blueprint at ``address`` is; without a range, as its collection was asked for.

        Raises:
            MlsysError: if it is not offered, or comes from where it cannot be had by itself.
        """
        parts = _ADDRESS.fullmatch(address)
        if parts is None or parts["kind"] != "blueprints":
            raise MlsysError(
                f"`{address}` is no blueprint of a source", help="acme://blueprints/acme-serving"
            )
        collection = self.collection(parts["source"])
        offers = collection.index.blueprints
        if parts["name"] not in offers:
            raise _not_offered(parts["source"], parts["name"], "blueprints", offers)
        path = offers[parts["name"]].path or f"blueprints/{parts['name']}"
        origin = collection.declared.origin
        match origin:
            case Folder(folder):
                found: Origin = Folder(posixpath.normpath(posixpath.join(folder, path)))
            case Repository():
                wanted = parts["range"] or origin.version
                ref = "" if wanted else origin.ref
                found = Repository(origin.git, ref, wanted, posixpath.join(origin.path, path))
            case Archive():
                found = Archive(origin.zip, posixpath.join(origin.path, path))
            case Package(package):
                raise MlsysError(
                    f"source `{parts['source']}` is a package",
                    help=f"`mlsys blueprint add package:{package}`",
                )
        return checked(found, address)

    def mandatory(self, name: str) -> tuple[str, ...]:
        """Return the addresses of the policies of the collection ``name`` that bind whoever uses it.

        Raises:
            MlsysError: if it cannot be read.
        """
        offers = self.collection(name).index.policies.items()
        return tuple(f"{name}{MARK}policies/{policy}" for policy, offer in offers if offer.mandatory)

    def collection(self, name: str) -> Collection:
        """Return the collection ``name``.

        Raises:
            MlsysError: if it is not declared, not pinned, not here, or not what its pin says.
        """
        if name not in self._read:
            self._read[name] = self._opened(name)
        return self._read[name]

    def _opened(self, name: str) -> Collection:
        by_name = {each.name: each for each in self.declared}
        if name not in by_name:
            near = closest(name, by_name)
            advice = f"did you mean `{near}`?" if near else "declare it: `mlsys source add SOURCE`"
            raise MlsysError(f"no source `{name}` is declared in the settings", help=advice)
        declared = by_name[name]
        folder = folder_of(declared, Path(self.settings.source).parent)
        if declared.signed_by:
            from mlsys.sharing.signatures import check_signature

            check_signature(declared, folder, self.settings)
        found = read_index(folder, f"{name}{MARK}{INDEX_NAME}")
        if found.value is None:
            first = next(d for d in found.diagnostics if d.severity.fails)
            line = f" (line {first.span.start.line})" if first.span is not None else ""
            raise MlsysError(f"{declared.what}: {INDEX_NAME}: {first.message}{line}", help=first.help)
        if found.value.metadata.name != name:
            raise MlsysError(f"source `{name}` calls itself `{found.value.metadata.name}`; declare it so")
        return Collection(declared, folder, found.value)

    def _offered(self, address: str) -> tuple[str, str, str]:
        """Return source, kind and name of what ``address`` means and the source offers."""
        match = _ADDRESS.fullmatch(address)
        if match is None or match["kind"] not in SHARED_FOLDERS:
            form = "acme://presets/online-service@^2"
            raise MlsysError(f"`{address}` names nothing of a source", help=f"write it as `{form}`")
        source, kind, name, wanted = match.group("source", "kind", "name", "range")
        collection = self.collection(source)
        offers = getattr(collection.index, kind)
        if name not in offers:
            raise _not_offered(source, name, kind, offers)
        if wanted is not None and not is_range(wanted):
            raise MlsysError(f"`{wanted}` is no range of versions such as `^1.2`")
        version = collection.index.metadata.version
        if wanted is not None and not allows(wanted, version):
            pin = described(collection.declared.origin)
            raise MlsysError(
                f"`{address}` asks for {wanted}, and source `{source}` is pinned at {version} ({pin})",
                help=f"raise the pin (`mlsys source update {source}`), or ask for a range that has {version}",
            )
        return source, kind, name

    def _file(self, source: str, path: str) -> SourceFile:
        if (source, path) not in self._files:
            self._files[source, path] = self.collection(source).file(path)
        return self._files[source, path]


def _not_offered(source: str, name: str, kind: str, offers: Mapping[str, object]) -> MlsysError:
    near = closest(name, offers)
    advice = f"did you mean `{near}`?" if near else f"it has {', '.join(sorted(offers)) or 'none'}"
    return MlsysError(f"source `{source}` has no `{name}` among its {kind}", help=advice)


def collections_for(settings: Settings) -> Collections:
    """Return what a repository can name.

    Raises:
        MlsysError: if one of its sources is declared wrongly.
    """
    return Collections(declared_sources(settings), settings)
