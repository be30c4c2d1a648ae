"""What a project will consist of, before a byte of it is rendered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys.blueprints.model import Blueprint, Delimiters, EnforcementKind, MadeFile, Owner, TemplateFile
from mlsys.planning.claims import Claim

if TYPE_CHECKING:
    from mlsys.ir.system import System


@dataclass(frozen=True, slots=True)
class Input:
    """A file of the author that becomes part of the project: the specification, the local data."""

    path: str
    """Path in the project."""
    owner: Owner
    content: bytes | Path
    """The bytes, or the file to copy them from when it may be large."""


@dataclass(frozen=True, slots=True)
class Each:
    """The item for which one of several artefacts of a template is made."""

    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Artefact:
    """A file to be generated."""

    path: str
    """Path in the project, with ``/``."""
    owner: Owner
    source: TemplateFile | MadeFile | Input
    executable: bool = False
    delimiters: Delimiters = Delimiters.BRACES
    each: Each | None = None
    formerly: str | None = None
    """The path of this file in projects of an earlier version of its blueprint."""
    pattern: str = ""
    """The path with its placeholders for the names of the system; empty when it has none."""
    former_pattern: str = ""
    """The pattern that ``formerly`` comes from; empty when it has no placeholder."""

    @property
    def blueprint(self) -> str:
        """The name of the blueprint it comes from; empty for a file of the author."""
        return "" if isinstance(self.source, Input) else self.source.blueprint


@dataclass(frozen=True, slots=True)
class Enforcement:
    """A promise that holds in this project: ``claims`` are held by the artefact ``by``."""

    claims: tuple[Claim, ...]
    by: str
    """Path of an artefact."""
    anchor: str
    """The part of the artefact, such as the name of an alert; may be empty."""
    kind: EnforcementKind
    saboteur: str | None
    """Path of the artefact that trips the enforcement."""
    blueprint: str


@dataclass(frozen=True)
class Plan:
    """Everything that rendering needs; artefacts are sorted by path."""

    system: System
    artefacts: tuple[Artefact, ...]
    enforcements: tuple[Enforcement, ...]
    blueprints: tuple[Blueprint, ...]
    contributions: Mapping[str, object]
    environments: Mapping[str, System]
    """The system as each declared environment resolves it."""

    @cached_property
    def by_path(self) -> Mapping[str, Artefact]:
        """The artefacts by their path."""
        return {artefact.path: artefact for artefact in self.artefacts}
