"""What compiling a project anew, with this compiler and its pins, would do to it; and doing so."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys import pipeline
from mlsys.errors import MlsysError
from mlsys.fleet.places import Place
from mlsys.fleet.row import Behind, behind, said
from mlsys.inputs import load_inputs
from mlsys.judge import Judgement, Options

if TYPE_CHECKING:
    from mlsys.project.reconcile.changes import Changes
    from mlsys.project.record.lock import Lock


class Outcome(enum.Enum):
    """How far a project is from what its document says today."""

    CURRENT = "current"
    """Nothing would change."""
    CLEAN = "clean"
    """Files would change, and every edit is kept or merged."""
    CONFLICT = "conflict"
    """Edits and the upgrade contradict each other in some files."""
    FINDINGS = "findings"
    """The document, or a policy, forbids compiling."""
    REFUSED = "refused"
    """The project is not in order, has edits that git has not stored, or cannot be read."""
    WRITTEN = "upgraded"
    """The files were written."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What an upgrade means for one project."""

    path: str
    """The document."""
    project: str
    system: str = ""
    outcome: Outcome = Outcome.REFUSED
    reason: str = ""
    """Why it is refused."""
    codes: tuple[str, ...] = ()
    """What forbids it, each code once."""
    behind: tuple[Behind, ...] = ()
    changed: tuple[str, ...] = ()
    """Files that are written or removed."""
    merged: tuple[str, ...] = ()
    """Those among them into which an edit is merged."""
    conflicts: tuple[str, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether a person has to do something before the project can follow."""
        return self.outcome in (Outcome.CONFLICT, Outcome.FINDINGS, Outcome.REFUSED)


def upgrade_of(place: Place, *, write: bool = False) -> Upgrade:
    """Return what an upgrade of the project at ``place`` would do.

    Args:
        place: a document with its project.
        write: whether to do it where no edit stands against it; otherwise the disk is only read.
    """
    assert place.project is not None
    told = Upgrade(place.document, place.project)
    try:
        return _upgrade(told, place.environment, write=write)
    except MlsysError as fault:
        return replace(told, reason=fault.message)


def _upgrade(told: Upgrade, environment: str | None, *, write: bool) -> Upgrade:
    from mlsys.project.reconcile.memory import read_lock
    from mlsys.project.transaction.write import write as write_changes
    from mlsys.project.uncommitted import refuse_uncommitted

    folder = Path(told.project)
    if write:
        pipeline.restore(folder)
    lock = read_lock(folder)
    assert lock is not None
    inputs = load_inputs(told.path, folder, compiling=True)
    judgement = pipeline.check_inputs(inputs, Options(environment, project=True, compiling=True))
    told = replace(told, system=said(judgement).get("system", ""))
    if judgement.planned is None or judgement.report.fails:
        failing = {d.code for d in judgement.report.diagnostics if d.severity.fails}
        return replace(told, outcome=Outcome.FINDINGS, codes=tuple(sorted(failing)))
    told = replace(told, behind=tuple(behind(lock.header, judgement)))
    changes = _changes(judgement, lock, folder)
    if changes.conflicts or changes.blocked:
        names = tuple(change.path for change in changes.conflicts)
        return replace(_with_files(told, changes), outcome=Outcome.CONFLICT, conflicts=names)
    if not changes.pending:
        return replace(told, outcome=Outcome.CURRENT)
    refuse_uncommitted(folder, changes)
    if write:
        write_changes(folder, changes)
    return replace(_with_files(told, changes), outcome=Outcome.WRITTEN if write else Outcome.CLEAN)


def _changes(judgement: Judgement, lock: Lock, folder: Path) -> Changes:
    assert judgement.planned is not None
    plan = judgement.planned.plan
    header = replace(pipeline.lock_header(judgement, plan), document=lock.header.document)
    return pipeline.compare(folder, pipeline.generate(plan), header, inherited=pipeline.inherited(judgement))


def _with_files(told: Upgrade, changes: Changes) -> Upgrade:
    from mlsys.project.reconcile.changes import Action

    return replace(
        told,
        changed=tuple(item.path for item in changes.items if item.writes),
        merged=tuple(item.path for item in changes.items if item.action is Action.MERGE),
    )
