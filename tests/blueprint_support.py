"""Small systems and small blueprints for the tests of what is generated."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlsys.blueprints.catalogue import Catalogue, load_catalogue
from mlsys.ir.system import System
from mlsys.source import SourceFile
from mlsys.syntax.nodes import to_plain
from mlsys.syntax.reader import read

SMALL = """
metadata: {name: tiny-churn, stage: pilot}
task: {type: binary, prediction: {mode: online}}
metrics: {pr_auc: {role: optimize, gate: {min: 0.6}}}
requirements:
  reliability:
    slos:
      latency: {sli: latency, objective: 0.99}
      uptime: {sli: availability, objective: 0.999}
"""


class Bag(dict[str, Any]):
    """A mapping whose keys are attributes too: stands in for a section of a bound specification."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


def bag(value: Any) -> Any:
    """Return ``value`` with every mapping in it as a ``Bag``."""
    if isinstance(value, Mapping):
        return Bag({key: bag(item) for key, item in value.items()})
    return [bag(item) for item in value] if isinstance(value, list) else value


def make_system(text: str = SMALL) -> System:
    """Return a system whose specification is ``text``, unchecked."""
    tree = read(SourceFile("mlsystem.yaml", text)).value
    assert tree is not None
    spec = bag(to_plain(tree))
    return System(
        spec=spec,
        tree=tree,
        name=spec.metadata.name,
        package=spec.metadata.name.replace("-", "_"),
        stage=spec.metadata.get("stage", "prototype"),
    )


def write_blueprint(
    root: Path, name: str, manifest: str = "", files: Mapping[str, str] | None = None
) -> Path:
    """Write a blueprint of ``files`` below its ``template/`` and return its folder."""
    folder = root / name
    for path, content in {"note.txt": f"from {name}\n"}.items() if files is None else files.items():
        target = folder / ("" if path.startswith("macros/") else "template") / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, newline="")
    folder.mkdir(parents=True, exist_ok=True)
    head = f"apiVersion: mlsys/v1alpha2\nkind: Blueprint\nmetadata: {{name: {name}, version: 1.0.0}}\n"
    rest = textwrap.dedent(manifest)
    if "files:" not in rest:
        rest = 'files: [{path: "**", owner: merged}]\n' + rest
    (folder / "blueprint.yaml").write_text(head + rest)
    return folder


def catalogue_of(*folders: Path) -> Catalogue:
    """Return the catalogue of ``folders``, which must be free of findings."""
    result = load_catalogue(folders)
    assert not result.diagnostics, result.diagnostics
    assert result.value is not None
    return result.value
