"""Blueprints and collections that Python packages bring, found by entry points; no code is imported.

    [project.entry-points."mlsys.blueprints"]
    acme-serving = "acme_ml.blueprints.serving"

    [project.entry-points."mlsys.sources"]
    acme = "acme_ml.shared"

The value names a package folder; its files are read as they are installed.
"""

from __future__ import annotations

from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from pathlib import Path

from mlsys.errors import MlsysError
from mlsys.sharing.origins import Package
from mlsys.sharing.tree import Tree, read_folder


def fetch(origin: Package, what: str, group: str) -> Tree:
    """Return the files of the blueprint or collection that an installed package offers.

    Args:
        origin: the package, and the name of the entry point.
        what: how messages call what is looked for.
        group: of the entry points.

    Raises:
        MlsysError: if it is not installed, or offers nothing of the kind.
    """
    try:
        found = distribution(origin.package)
    except (PackageNotFoundError, ValueError):
        raise MlsysError(
            f"{what}: the package {origin.package} is not installed beside mlsys",
            help="install it into the same environment",
        ) from None
    offered = [point for point in found.entry_points if point.group == group]
    chosen = [point for point in offered if origin.path in ("", point.name)]
    if len(chosen) != 1:
        names = ", ".join(point.name for point in offered) or "none"
        raise MlsysError(
            f"{what}: {origin.package} offers {names} under `{group}`", help="name one of them as `path`"
        )
    return read_folder(_folder(found, chosen[0], what), what)


def _folder(found: Distribution, point: EntryPoint, what: str) -> Path:
    folder = Path(str(found.locate_file(point.value.replace(".", "/"))))
    if not folder.is_dir():
        raise MlsysError(f"{what}: {folder} is no folder; an editable install has none to read")
    return folder
