"""Where a blueprint, or a collection of presets and policies, comes from, as settings and commands write it.

    [blueprints.acme-serving]
    git = "https://git.acme.example/ml/blueprints.git"
    ref = "v1.4.2"
    path = "serving"
    commit = "4a07…"
    sha256 = "9f31…"

`git`, `folder`, `zip` or `package` names the source; `commit` and `sha256` are its pin, which commands write.
A collection stands in the same way below `[sources.acme]`.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from mlsys.blueprints.contents import MANIFEST_NAME
from mlsys.blueprints.versions import is_range
from mlsys.diagnostics.suggest import closest
from mlsys.errors import MlsysError

INDEX_NAME: Final = "mlsys-index.yaml"
SHARED_FOLDERS: Final[Mapping[str, str]] = {"presets": ".yaml", "policies": ".yaml", "rules": ".py"}
"""The folders of a collection that are fetched with its index, and how the files end that it offers."""
_URL: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SSH: Final = re.compile(r"[\w.-]+@[\w.-]+:")
_CREDENTIALS: Final = re.compile(
    r"((?<=https://)|(?<=http://))[^/@\s]+@|(?<=://)[^/@\s:]+:[^/@\s]+@", re.IGNORECASE
)
"""Users and passwords; the user of ssh is no secret, and part of the address."""
_REF: Final = re.compile(r"(?!-)(?!.*(\.\.|@\{|//))[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![./])(?<!\.lock)")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SCHEMES: Final = ("https", "ssh", "file")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder, taken as it is at each compilation: what its author edits and compiles in turns."""

    folder: str
    """From the folder of the settings, or absolute."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder of a git repository at a commit."""

    git: str
    """The URL."""
    ref: str = ""
    """Branch, tag or commit; empty for the default branch."""
    version: str = ""
    """The range of versions that was asked for, ``>=1.2,<2`` or ``^1.2``; ``ref`` is the newest tag in it."""
    path: str = ""
    """The folder within; empty for the whole."""
    commit: str = ""
    """The commit that ``ref`` meant when it was pinned; empty before."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of a zip file."""

    zip: str
    """A path from the folder of the settings, or a URL."""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A folder that an installed Python package offers under the entry point ``mlsys.blueprints``."""

    package: str
    """The name of the distribution."""
    path: str = ""
    """The name of the entry point; empty where it has one only."""


Origin: TypeAlias = Folder | Repository | Archive | Package
KINDS: Final[Mapping[str, type[Origin]]] = {
    "folder": Folder, "git": Repository, "zip": Archive, "package": Package,
}  # fmt: skip


class Use(enum.Enum):
    """What a source is used as."""

    BLUEPRINT = "blueprint"
    SOURCE = "source"
    """A collection of presets and policies."""

    @property
    def marker(self) -> str:
        """The file that its folder holds."""
        return MANIFEST_NAME if self is Use.BLUEPRINT else INDEX_NAME


@dataclass(frozen=True, slots=True)
class Declared:
    """A blueprint, or a collection of presets and policies, that a repository uses."""

    name: str
    origin: Origin
    sha256: str = ""
    """Digest of its contents; empty before it is pinned, and for a folder."""
    use: Use = Use.BLUEPRINT
    signed_by: str = ""
    """Who has to have signed its contents; empty where nobody has to."""

    @property
    def what(self) -> str:
        """How messages call it."""
        return f"{self.use.value} `{self.name}`"

    @property
    def pinned(self) -> bool:
        """Whether its contents are decided; those of a folder are what it holds."""
        return bool(self.sha256) or isinstance(self.origin, Folder)


def declared(name: str, table: Mapping[str, object], place: str, use: Use = Use.BLUEPRINT) -> Declared:
    """Return the blueprint or collection that ``table`` of the settings declares under ``name``.

    Args:
        name: the key of the table.
        table: what stands below it.
        place: the file of settings, for what is told.
        use: which of the two it is.

    Raises:
        MlsysError: if the table says something else than a source and its pin.
    """
    where = f"{place}: {use.value} `{name}`"
    if not is_name(name):
        raise MlsysError(f"{where}: a name is in kebab case, as `acme-serving`")
    kinds = [kind for kind in KINDS if kind in table]
    if len(kinds) != 1:
        raise MlsysError(f"{where} has no single source", help=f"write one of {', '.join(KINDS)}")
    kind = KINDS[kinds[0]]
    known = [*kind.__dataclass_fields__, "sha256", "signed_by"]
    for key, value in table.items():
        if key not in known:
            near = closest(key, known)
            hint = f"did you mean `{near}`?" if near else f"it has {', '.join(known)}"
            raise MlsysError(f"{where} has no `{key}`", help=hint)
        if not isinstance(value, str) or not value or not value.isprintable():
            raise MlsysError(f"{where}: `{key}` is a text")
    texts = {key: str(value) for key, value in table.items()}
    sha256 = texts.pop("sha256", "")
    if sha256 and not _SHA256.fullmatch(sha256):
        raise MlsysError(f"{where}: `sha256` has 64 digits, 0 to f")
    signed_by = texts.pop("signed_by", "")
    return Declared(name, checked(kind(**texts), where), sha256, use, signed_by)


def is_name(text: str) -> bool:
    """Return whether ``text`` can be the name of a blueprint."""
    return bool(_NAME.fullmatch(text))


def checked(origin: Origin, where: str) -> Origin:
    """Return ``origin``, whose texts may reach git and the file system.

    Raises:
        MlsysError: if one of them could mean something else there.
    """
    path = getattr(origin, "path", "")
    if path and (os.path.isabs(path) or ".." in path.split("/") or path.startswith("-") or "\\" in path):
        raise MlsysError(f"{where}: `path` is a folder within the source, as `serving`")
    if isinstance(origin, Repository):
        if origin.version and not is_range(origin.version):
            raise MlsysError(f"{where}: `{origin.version}` is no range of versions such as `>=1.2,<2`")
        if origin.ref and not _REF.fullmatch(origin.ref):
            raise MlsysError(f"{where}: `{origin.ref}` is no branch, tag or commit")
        if origin.commit and not _COMMIT.fullmatch(origin.commit):
            raise MlsysError(f"{where}: `commit` is a whole commit, 40 digits")
        _check_url(origin.git, where)
    if isinstance(origin, Archive) and _URL.match(origin.zip):
        _check_url(origin.zip, where)
    return origin


def is_url(text: str) -> bool:
    """Return whether ``text`` names something on another machine, or says how to reach it."""
    return bool(_URL.match(text) or _SSH.match(text))


def without_credentials(text: str) -> str:
    """Return ``text`` without the secrets of the URLs in it."""
    return _CREDENTIALS.sub("", text)


def table_of(blueprint: Declared) -> dict[str, str]:
    """Return what settings say of ``blueprint``; credentials are the business of git and netrc."""
    origin = blueprint.origin
    found = {field: getattr(origin, field) for field in type(origin).__dataclass_fields__}
    found |= {"sha256": blueprint.sha256, "signed_by": blueprint.signed_by}
    return {key: without_credentials(value) for key, value in found.items() if value}


def unpinned(blueprint: Declared) -> Declared:
    """Return ``blueprint`` as it was asked for, without a pin."""
    origin = blueprint.origin
    if isinstance(origin, Repository):
        origin = replace(origin, commit="")
    return replace(blueprint, origin=origin, sha256="")


def described(origin: Origin) -> str:
    """Return ``origin`` in a few words."""
    match origin:
        case Folder(folder):
            return f"folder {folder}"
        case Repository(git=url, ref=ref, commit=commit):
            told = f" {ref}" if ref else ""
            return f"{without_credentials(url)}{told}{f' ({commit[:10]})' if commit else ''}"
        case Archive(zip=place):
            return without_credentials(place)
        case Package(package=name):
            return f"package {name}"


def _check_url(url: str, where: str) -> None:
    match = _URL.match(url)
    scheme = match["scheme"].lower().removeprefix("git+") if match else "ssh"
    if scheme not in _SCHEMES:
        raise MlsysError(
            f"{where}: `{without_credentials(url)}` is not fetched over {scheme}",
            help=f"sources are reached over {', '.join(_SCHEMES)}",
        )
    if url.startswith("-") or any(mark.isspace() for mark in url):
        raise MlsysError(f"{where}: `{without_credentials(url)}` is no URL")
