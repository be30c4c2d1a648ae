"""What compiling would do to a project: ``mlsys plan`` prints it, ``mlsys compile`` executes it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from mlsys.blueprints.model import Owner
from mlsys.diagnostics import Diagnostic
from mlsys.project.record.lock import Lock, LockEntry
from mlsys.project.transaction.disk import Found
from mlsys.render.tree import canonical


class Action(enum.Enum):
    """What happens to a file."""

    CREATE = "create"
    UPDATE = "update"
    MERGE = "merge"
    DELETE = "delete"
    KEEP = "keep"
    """The file on disk stays although it is not what would be generated."""
    CONFLICT = "conflict"
    """Needs the user: written with markers, or left as it is because nothing can be written safely."""
    UNCHANGED = "unchanged"
    """The file on disk is what is generated."""

    @property
    def writes(self) -> bool:
        """Whether the action alters the tree of the user, in the absence of a conflict."""
        return self in (Action.CREATE, Action.UPDATE, Action.MERGE, Action.DELETE)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file, and why."""

    path: str
    action: Action
    owner: Owner
    reason: str
    """Why, as a phrase for people; empty when there is nothing to say."""
    blueprint: str = ""
    content: bytes | Path | None = None
    """What is written; ``None`` when the file on disk stays."""
    executable: bool = False
    found: Found | None = None
    """What stood there when the change was decided; writing is refused if it is something else by then."""
    entry: LockEntry | None = None
    """What the lock says afterwards; ``None`` when the file is no longer known."""
    base: bytes | None = None
    """The pristine copy to keep afterwards; ``None`` when the one that is kept, if any, stays as it is."""
    moved_from: str | None = None
    """The path under which the file stood before; it is removed there."""
    diagnostic: Diagnostic | None = None

    @property
    def writes(self) -> bool:
        """Whether the file on disk becomes another."""
        return self.content is not None or self.action is Action.DELETE


@dataclass(frozen=True)
class Changes:
    """Everything that a compilation does to a project."""

    items: tuple[Change, ...]
    """In the order of paths."""
    lock: Lock
    """The lock as it is written."""
    previous_lock: bytes | None
    """The bytes of the lock that the changes were decided on; ``None`` when there was none."""
    housekeeping: Mapping[str, bytes | None] = field(default_factory=dict)
    """Files of the state folder to write, or to remove where ``None``."""
    findings: tuple[Diagnostic, ...] = ()
    """What the user must know about the project as a whole, such as a patch that changes no file."""
    previous: Lock | None = None
    """What the lock says before; ``None`` when there is none."""
    blocked: bool = False
    """Whether one of these findings forbids to write anything."""

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the user must or should know."""
        return (*self.findings, *(item.diagnostic for item in self.items if item.diagnostic is not None))

    @property
    def unfinished(self) -> tuple[Change, ...]:
        """The files that cannot be brought up to date; as long as there are any, nothing is written."""
        return tuple(item for item in self.conflicts if item.content is None)

    @property
    def writable(self) -> bool:
        """Whether every file can be brought up to date, if only with conflict markers in it."""
        return not (self.blocked or self.unfinished)

    @property
    def pending(self) -> bool:
        """Whether executing the changes alters any byte: ``compile --check`` fails then."""
        from mlsys.project.record.lock import format_lock

        return (
            any(item.writes for item in self.items)
            or bool(self.housekeeping)
            or self.previous_lock is None
            or format_lock(self.lock) != canonical(self.previous_lock)
        )

    @property
    def drifted(self) -> tuple[Change, ...]:
        """The managed files that the user edited."""
        from mlsys.diagnostics.project_codes import DRIFT

        return tuple(item for item in self.items if item.diagnostic and item.diagnostic.code == DRIFT)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files that need the user."""
        return tuple(item for item in self.items if item.action is Action.CONFLICT)

    def count(self, action: Action) -> int:
        """Return the number of files to which ``action`` happens."""
        return sum(item.action is action for item in self.items)
