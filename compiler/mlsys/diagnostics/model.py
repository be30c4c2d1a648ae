"""What the compiler tells people: diagnostics and the fixes that they offer."""

from __future__ import annotations

import enum
from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

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


class SetValue(Struct, frozen=True):
    """Replace the value at ``route`` by ``text`` (YAML, in flow style)."""

    route: Route
    text: str


class RenameKey(Struct, frozen=True):
    """Give the key at the end of ``route`` the name ``name``."""

    route: Route
    name: str


class RemoveEntry(Struct, frozen=True):
    """Remove the entry at ``route``."""

    route: Route


class AddEntry(Struct, frozen=True):
    """Add ``key: text`` to the mapping at ``route``, creating missing mappings on the way."""

    route: Route
    key: str
    text: str


class AppendItem(Struct, frozen=True):
    """Add ``text`` to the end of the list at ``route``, creating the list where there is none."""

    route: Route
    text: str


Change: TypeAlias = SetValue | RenameKey | RemoveEntry | AddEntry | AppendItem


class Fix(Struct, frozen=True):
    """A change of the document that would resolve a finding."""

    title: str
    changes: tuple[Change, ...]
    safe: bool = False
    """Whether the fix cannot change what the author meant."""


class Related(Struct, frozen=True):
    """A second place that matters to a finding, such as the other half of a contradiction."""

    route: Route
    message: str
    span: Span | None = None


class Diagnostic(Struct, frozen=True):
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


class Result(Struct, Generic[T], frozen=True):
    """A value together with everything that was found on the way to it."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()
