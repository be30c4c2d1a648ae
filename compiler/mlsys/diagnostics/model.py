"""What the compiler tells people: diagnostics and the fixes that they offer."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from mlsys.route import Route
from mlsys.source import Span

T = TypeVar("T")


class Severity(enum.Enum):
    """How much a finding matters, worst first."""

    ERROR = "error"
    """The document is wrong; never suppressible."""
    DANGER = "danger"
    """Fails the run unless suppressed with rule, path, reason, owner and expiry."""
    WARNING = "warning"
    NOTE = "note"

    @property
    def fails(self) -> bool:
        """Whether a finding of this severity makes the command exit with 1."""
        return self in (Severity.ERROR, Severity.DANGER)


class Anchor(enum.Enum):
    """Which part of the entry at a route a diagnostic points at."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class SetValue:
    """Replace the value at ``route`` by ``text`` (YAML, in flow style)."""

    route: Route
    text: str


@dataclass(frozen=True, slots=True)
class RenameKey:
    """Give the key at the end of ``route`` the name ``name``."""

    route: Route
    name: str


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    """Remove the entry at ``route``."""

    route: Route


@dataclass(frozen=True, slots=True)
class AddEntry:
    """Add ``key: text`` to the mapping at ``route``, creating missing mappings on the way."""

    route: Route
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class AppendItem:
    """Add ``text`` to the end of the list at ``route``, creating the list where there is none."""

    route: Route
    text: str


Change: TypeAlias = SetValue | RenameKey | RemoveEntry | AddEntry | AppendItem


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the document that would resolve a finding."""

    title: str
    changes: tuple[Change, ...]
    safe: bool = False
    """Whether the fix cannot change what the author meant."""


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that matters to a finding, such as the other half of a contradiction."""

    route: Route
    message: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``route`` names its place; ``span`` is filled in late, from the route."""

    code: str
    """Stable: ``MLS101`` for rules; rename keeps the code."""
    severity: Severity
    message: str
    """A terse phrase that stands alone, with the numbers of this document."""
    route: Route = ()
    anchor: Anchor = Anchor.VALUE
    span: Span | None = None
    help: str = ""
    """What to do, as an imperative phrase."""
    note: str = ""
    """Why it matters, or the arithmetic."""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value together with everything that was found on the way to it."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
