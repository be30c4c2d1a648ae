"""What a blueprint says about itself."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from mlsys.blueprints.condition import Condition
from mlsys.blueprints.contents import Contents
from mlsys.blueprints.cookiecutter import Cookiecutter, code_in
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.blueprints.introduced import Introduced


class Owner(enum.Enum):
    """Who decides about a generated file after its first writing."""

    MANAGED = "managed"
    """The specification; an edit is drift and is reported."""
    MERGED = "merged"
    """Both: edits and new generations are merged three ways."""
    SEEDED = "seeded"
    """The user; the file is written once."""


class EnforcementKind(enum.Enum):
    """By what means an artefact holds a claim."""

    GATE = "gate"
    """A check that stops a model or a build."""
    ALERT = "alert"
    TEST = "test"
    CONFIG = "config"
    """A setting of the running system."""
    CODE = "code"
    """Behaviour of the generated program."""
    JOB = "job"
    """A scheduled run."""
    DOC = "doc"
    """A statement to people; the only means for a sentence such as ``objectives.problem``."""


class Delimiters(enum.Enum):
    """The marks of template syntax in a file."""

    BRACES = "braces"
    """``{{ value }}``, ``{% tag %}``, ``{# comment #}``."""
    BRACKETS = "brackets"
    """``[[ value ]]``, ``[% tag %]``, ``[# comment #]``, for files in which braces have a meaning."""


@dataclass(frozen=True, slots=True)
class FileRule:
    """What holds for the templates whose target path matches ``path``; the last matching rule decides."""

    path: str
    """Glob over the target path as it is stored, ``src/{{ package }}/**``."""
    owner: Owner
    when: Condition | None = None
    each: Condition | None = None
    """Expression over a mapping or a sequence: one artefact for each of its items."""
    delimiters: Delimiters = Delimiters.BRACES
    formerly: str | None = None
    """The path under which an earlier version generated this file; edits are carried over."""


@dataclass(frozen=True, slots=True)
class EnforcementRule:
    """A promise of a blueprint: the routes ``claims`` are held by ``by``, and ``saboteur`` can trip it."""

    claims: tuple[str, ...]
    by: tuple[str, ...]
    """Target paths, each with an optional ``#anchor`` such as the name of an alert."""
    kind: EnforcementKind
    saboteur: str | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Documents of its kind that a blueprint has no program for: those for which ``when`` holds."""

    when: Condition
    at: Route
    """The value that decides it."""
    says: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of a ``blueprint.yaml``."""

    name: str
    version: str
    description: str = ""
    mlsys: str = ""
    """Range of compiler versions, ``>=0.1,<1``; empty for any."""
    provides: tuple[str, ...] = ()
    """Capabilities that this blueprint brings, ``serving.online``."""
    blueprints: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Blueprints of others that have to be declared beside this one, with the ranges of their versions."""
    needs: tuple[str, ...] = ()
    """Capabilities that another blueprint of the project must bring."""
    conflicts: tuple[str, ...] = ()
    """Blueprints or capabilities that cannot stand beside this one."""
    when: Condition | None = None
    extends: str | None = None
    """The blueprint whose files this one takes over and overrides one by one."""
    replaces: tuple[str, ...] = ()
    """Blueprints or capabilities whose blueprints give way to this one where it applies."""
    refuses: tuple[Refusal, ...] = ()
    """What to tell where this one does not apply and no other does."""
    cookiecutter: Cookiecutter | None = None
    """How a template of cookiecutter makes the files, instead of ``template/``."""
    files: tuple[FileRule, ...] = ()
    moved: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Paths of an earlier version of the blueprint to those of now, ``{"lib/**": "src/lib/**"}``."""
    contributes: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    enforces: tuple[EnforcementRule, ...] = ()
    introduces: Introduced | None = None
    """What the language has beside its own where this blueprint is declared."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A file below ``template/`` of a blueprint."""

    blueprint: str
    stored: str
    """Path below ``template/``, with ``/`` and placeholders spelt one way."""
    path: str
    """Path below the folder of the blueprint, as it stands on disk."""
    contents: Contents
    executable: bool = False

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.contents[self.path]

    @property
    def rendered(self) -> bool:
        """Whether the file is a template at all; any other is copied byte for byte."""
        return self.stored.endswith(".jinja")

    @property
    def target(self) -> str:
        """The path in the project, its placeholders still in place."""
        return self.stored.removesuffix(".jinja")


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that another engine than ours has made out of a blueprint."""

    blueprint: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Blueprint:
    """A manifest together with its files."""

    manifest: Manifest
    folder: Path
    templates: Mapping[str, TemplateFile]
    """By target path, placeholders in place."""
    contents: Contents
    builtin: bool = False
    parent: Blueprint | None = None
    """The blueprint that this one extends."""
    trusted: bool = False
    """Whether the user lets code of exactly these contents run; what ships with the compiler has none."""

    @property
    def partials(self) -> Mapping[str, bytes]:
        """Files of ``macros/`` by path below the folder of the blueprint, for ``{% import %}``."""
        contents = self.contents
        if self.manifest.cookiecutter is not None:
            return {}
        return {path: contents[path] for path in contents.executable if path.startswith("macros/")}

    @property
    def files(self) -> Mapping[str, bytes]:
        """All files but the manifest that count, by path below the folder of the blueprint."""
        return {path: self.contents[path] for path in self.contents.executable}

    @property
    def code(self) -> tuple[str, ...]:
        """What of the blueprint runs as code when a project is made of it, and so needs trust."""
        template = self.manifest.cookiecutter
        return code_in(template, self.files) if template is not None else ()

    @property
    def rules(self) -> tuple[str, ...]:
        """The modules of ``rules/``, which run when a document is judged, and need trust, too."""
        return tuple(sorted(f"rules/{path.name}" for path in (self.folder / "rules").glob("*.py")))

    @property
    def digest(self) -> str:
        """SHA-256 over paths, modes and contents of all files of the blueprint, and of what it extends."""
        own = self.contents.digest
        if self.parent is None:
            return own
        return hashlib.sha256(f"{self.parent.digest}{own}".encode()).hexdigest()

    def lineage(self) -> Iterator[Blueprint]:
        """Yield the blueprint and what it extends, nearest first."""
        yield self
        if self.parent is not None:
            yield from self.parent.lineage()

    @property
    def name(self) -> str:
        """The name under which others refer to the blueprint."""
        return self.manifest.name
