"""Blueprints and collections that Python packages bring, found by entry points; no code is imported.

    [project.entry-points."mlsys.blueprints"]
    acme-serving = "acme_ml.blueprints.serving"

    [project.entry-points."mlsys.sources"]
    acme = "acme_ml.shared"

The value names a package folder; its files are read as they are installed. A package without an index offers
what lies in the folders of `mlsys.presets`, `mlsys.policies` and `mlsys.rules`, at its own version.
"""

from __future__ import annotations

import json
from importlib.metadata import Distribution, EntryPoint, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError
from mlsys.sharing.origins import INDEX_NAME, SHARED_FOLDERS, Package
from mlsys.sharing.tree import read_folder
from mlsys.spec.fields import LANGUAGE_VERSION
from mlsys.trust.digest import Tree

OF_SOURCES: Final = "mlsys.sources"


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
    if group == OF_SOURCES and not found.entry_points.select(group=group):
        return _without_index(found, what)
    offered = [point for point in found.entry_points if point.group == group]
    chosen = [point for point in offered if origin.path in ("", point.name)]
    if len(chosen) != 1:
        names = ", ".join(point.name for point in offered) or "none"
        raise MlsysError(
            f"{what}: {origin.package} offers {names} under `{group}`", help="name one of them as `path`"
        )
    return read_folder(_folder(found, chosen[0], what), what)


def _without_index(found: Distribution, what: str) -> Tree:
    """Return a collection of what a package offers by other entry points, with an index that says so."""
    from mlsys.trust.packages import normalised

    tree: dict[str, bytes] = {}
    offers: dict[str, dict[str, dict[str, str]]] = {}
    for kind, suffix in SHARED_FOLDERS.items():
        for point in found.entry_points.select(group=f"mlsys.{kind}"):
            for path, content in read_folder(_folder(found, point, what), what).items():
                if path == "__init__.py" or not path.endswith(suffix):
                    continue
                tree[f"{kind}/{path}"] = content
                name = path.removesuffix(suffix)
                if "/" not in name and not name.startswith("_"):
                    about = {"description": f"Of the package {found.name}."}
                    offers.setdefault(kind, {})[name] = about
    if not offers:
        names = ", ".join(f"`mlsys.{kind}`" for kind in ("sources", *SHARED_FOLDERS))
        raise MlsysError(f"{what}: {found.name} has no entry point {names}")
    name, author = normalised(found.name), str(found.metadata.json.get("author") or found.name)
    version = ".".join([*str(found.version).split("."), "0", "0"][:3])
    index = {
        "apiVersion": f"mlsys/{LANGUAGE_VERSION}",
        "kind": "Index",
        "metadata": {"name": name, "version": version, "owner": author},
        **offers,
    }
    return {**tree, INDEX_NAME: json.dumps(index, indent=1).encode()}


def _folder(found: Distribution, point: EntryPoint, what: str) -> Path:
    folder = Path(str(found.locate_file(point.value.replace(".", "/"))))
    if not folder.is_dir():
        raise MlsysError(f"{what}: {folder} is no folder; an editable install has none to read")
    return folder
