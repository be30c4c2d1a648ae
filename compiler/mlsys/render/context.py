"""What templates see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from mlsys import __version__
from mlsys.planning.model import Plan

SPEC_PATH = "mlsystem.yaml"


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """The names of the generated project."""

    name: str
    package: str
    version: str
    description: str
    spec_path: str = SPEC_PATH


def build_context(plan: Plan) -> Mapping[str, Any]:
    """Return the names that every template of ``plan`` can use."""
    system = plan.system
    metadata = system.spec.metadata
    project = ProjectInfo(
        name=system.name,
        package=system.package,
        version=str(getattr(metadata, "version", None) or "0.1.0"),
        description=getattr(metadata, "description", None) or "",
    )
    return MappingProxyType(
        {
            "spec": system.spec,
            "system": system,
            "d": system.derivations,
            "project": project,
            "package": system.package,
            "stage": str(getattr(system.stage, "value", system.stage)),
            "contributions": plan.contributions,
            "capabilities": sorted({name for b in plan.blueprints for name in b.manifest.provides}),
            "environments": plan.environments,
            "enforcements": plan.enforcements,
            "artefacts": frozenset(plan.by_path),
            "mlsys_version": __version__,
        }
    )
