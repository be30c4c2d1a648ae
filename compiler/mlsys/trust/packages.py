"""Code of Python packages beside mlsys, by entry points: imported only if trusted, at what is installed.

    [project.entry-points."mlsys.metrics"]
    acme = "acme_metrics:METRICS"

The digest is that of the files which the installer has recorded, without those that it writes itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, entry_points
from pathlib import PurePosixPath
from typing import Final

from mlsys.errors import MlsysError
from mlsys.trust.digest import Tree, digest
from mlsys.trust.record import is_trusted

GROUPS: Final = ("mlsys.metrics",)
"""The groups of entry points whose code is imported; of others, files are read."""
_OF_INSTALLERS: Final = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"})


@dataclass(frozen=True, slots=True)
class Offer:
    """An entry point of an installed package."""

    package: str
    """The name of the distribution, in kebab case."""
    point: EntryPoint

    def load(self) -> object:
        """Return what the entry point names; this runs code of the package.

        Raises:
            MlsysError: if that fails.
        """
        try:
            return self.point.load()
        except (Exception, SystemExit) as error:
            raise MlsysError(
                f"package `{self.package}`: `{self.point.value}` cannot be imported: "
                f"{type(error).__name__}: {' '.join(str(error).split())}",
                help="tell its author, or uninstall it",
            ) from None


def offers(group: str) -> tuple[tuple[Offer, ...], tuple[str, ...]]:
    """Return the entry points of a group that may be loaded, and the packages that may not.

    Raises:
        MlsysError: if what the user trusts cannot be read.
    """
    trusted: list[Offer] = []
    refused: dict[str, None] = {}
    for point in entry_points(group=group):
        name = normalised(point.dist.name) if point.dist is not None else ""
        if point.dist is not None and _may_run(name, point.dist, point):
            trusted.append(Offer(name, point))
        else:
            refused[name] = None
    return tuple(trusted), tuple(refused)


def normalised(name: str) -> str:
    """Return the name of a distribution as indexes spell it, ``acme-metrics``."""
    return re.sub(r"[-_.]+", "-", name).lower()


def digest_of_package(found: Distribution) -> str:
    """Return the digest of what an installed package consists of.

    Raises:
        MlsysError: if it does not say, as an editable install.
    """
    tree = dict(_contents(found))
    if not tree or any(path.startswith("__editable__") or path.endswith(".pth") for path in tree):
        raise MlsysError(
            f"the package {found.name} does not say of which files it consists",
            help="install it, not editable and not by hand",
        )
    return digest(tree)


def _may_run(name: str, found: Distribution, point: EntryPoint) -> bool:
    try:
        digest_ = digest_of_package(found)
    except MlsysError:
        return False
    return is_trusted(name, digest_) and _holds(dict(_contents(found)), point)


def _holds(tree: Tree, point: EntryPoint) -> bool:
    """Return whether the module of an entry point is among the files that were counted."""
    module = point.module.replace(".", "/")
    return f"{module}.py" in tree or f"{module}/__init__.py" in tree


def _contents(found: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield the recorded files; one that is gone counts as such."""
    for file in found.files or ():
        path = PurePosixPath(file.as_posix())
        if path.suffix == ".pyc" or (path.name in _OF_INSTALLERS and path.parent.suffix == ".dist-info"):
            continue
        try:
            yield str(path), file.read_binary()
        except OSError:
            yield f"{path} is gone", b""
