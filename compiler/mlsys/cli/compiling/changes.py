"""What ``plan``, ``compile`` and ``status`` share: the way from a document to the changes of a project."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys import pipeline
from mlsys.cli import console
from mlsys.cli.compiling.plans import Prepared, prepare
from mlsys.errors import MlsysError
from mlsys.project.identity import Asked, find_target
from mlsys.project.merge.three_way import Side
from mlsys.project.reconcile.changes import Action, Change, Changes

if TYPE_CHECKING:
    from mlsys.project.explain.consequences import Consequences
    from mlsys.spec.change import FieldChange
    from mlsys.spec.difference import Difference

MARKS: Final = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.MERGE: ("~", "cyan"),
    Action.DELETE: ("-", "red"),
    Action.KEEP: ("=", "dim"),
    Action.CONFLICT: ("!", "red"),
    Action.UNCHANGED: (" ", "dim"),
}


@dataclass(frozen=True, slots=True)
class Compilation:
    """Everything that is known before the first byte is written."""

    prepared: Prepared
    folder: Path
    changes: Changes
    differences: tuple[Difference, ...] | None
    """How the document differs from the one compiled last; ``None`` when there was none."""
    resolved: tuple[str, ...] = ()
    """The files in which the user lets a side win."""
    refusal: MlsysError | None = None
    """Why nothing may be written, whatever it is."""

    @property
    def fields(self) -> tuple[FieldChange, ...]:
        """The fields that changed since the document was compiled last."""
        return tuple(difference.change for difference in self.differences or ())

    def consequences(self) -> Consequences:
        """Return what the change of the document leads to."""
        from mlsys.project.explain.consequences import consequences

        before = self.changes.previous
        header = None if before is None else before.header
        return consequences(self.differences or (), self.prepared.plan, self.changes, header)


def compute(
    asked: Asked,
    *,
    verbose: bool = False,
    restore: bool = False,
    sides: Sequence[tuple[str, Path]] = (),
) -> Compilation:
    """Return what compiling would do.

    Args:
        asked: what is compiled into what, as far as the command line says it.
        verbose: whether to report progress.
        restore: whether to take back an interrupted write first; nothing else is written.
        sides: who wins, ``ours`` or ``theirs``, in which file that is in conflict.

    Raises:
        Refusal: if a finding forbids it.
        MlsysError: if something cannot be read, or the project is not in order.
    """
    target = find_target(asked, _restore if restore else None)
    for note in target.notes:
        console.note(note)
    spec, folder = target.spec, target.folder
    prepared = prepare(spec, target.environment, folder=folder)
    if verbose:
        console.progress("Checked", f"{spec}: {prepared.report.rules_run} rules")
    plan = prepared.plan
    tree = pipeline.generate(plan)
    if verbose:
        console.progress("Rendered", f"{len(plan.artefacts)} files of {len(plan.blueprints)} blueprints")
    resolutions = {project_path(folder, path): Side(side) for side, path in sides}
    judgement = prepared.judgement
    header = replace(pipeline.lock_header(judgement, plan), document=target.document)
    changes = pipeline.compare(folder, tree, header, resolutions, pipeline.inherited(judgement))
    differences = pipeline.field_differences(judgement.inputs.previous, judgement)
    return Compilation(prepared, folder, changes, differences, tuple(resolutions), target.refusal)


def _restore(folder: Path) -> None:
    if pipeline.restore(folder):
        console.progress("Restored", f"{folder}: an interrupted write was taken back")


def guard_project(compilation: Compilation, *, allow_dirty: bool = False) -> None:
    """Refuse to go on with a project of another document, or with edits that git has not stored.

    Every command that says what compiling would do asks this after it has said so.

    Raises:
        MlsysError: with the document, the files, or git's reason when it cannot tell.
    """
    from mlsys.project.uncommitted import refuse_uncommitted

    if compilation.refusal is not None:
        raise compilation.refusal
    if allow_dirty:
        return
    refuse_uncommitted(compilation.folder, compilation.changes, compilation.resolved)


def told(compilation: Compilation) -> str:
    """Return the findings of the document, and those of the project, as text; empty when there are none."""
    from mlsys.cli.checking.findings import rendered
    from mlsys.diagnostics.report import Report

    project = Report(compilation.changes.diagnostics, (str(compilation.folder),))
    found = [report for report in (compilation.prepared.report, project) if report.diagnostics]
    return "\n".join(rendered(report, "text", stream=sys.stderr) for report in found)


def project_path(folder: Path, path: Path) -> str:
    """Return ``path``, given from here or from the project in ``folder``, as a path in the project."""
    root, place = os.path.abspath(folder), os.path.abspath(path)
    if place.startswith(f"{root}{os.sep}") and (os.path.lexists(place) or not (folder / path).exists()):
        return Path(os.path.relpath(place, root)).as_posix()
    return path.as_posix()


def counted(changes: Changes) -> str:
    """Return the numbers of files by what happens to them, in words."""
    words = {
        Action.CREATE: "created",
        Action.UPDATE: "updated",
        Action.MERGE: "merged",
        Action.DELETE: "deleted",
        Action.CONFLICT: "in conflict",
        Action.KEEP: "kept as you have them",
        Action.UNCHANGED: "unchanged",
    }
    numbers = [f"{changes.count(action)} {word}" for action, word in words.items() if changes.count(action)]
    return ", ".join(numbers) or "no files"


def by_blueprint(changes: Changes) -> str:
    """Return a table of the files of a project by blueprint and owner."""
    owners = ("managed", "merged", "seeded")
    counts = Counter(
        (item.blueprint or "(your files)", item.owner.value) for item in changes.items if item.entry
    )
    names = sorted({name for name, _ in counts})
    rows: list[tuple[object, ...]] = [
        (name, *(counts[name, owner] or "" for owner in owners)) for name in names
    ]
    rows.append(("", *(sum(counts[name, owner] for name in names) for owner in owners)))
    return console.table(rows, ("blueprint", *owners), right=(1, 2, 3))


def lines_of(changes: Changes) -> Iterator[tuple[str, Change | None]]:
    """Yield what is pending as lines of text, each with its change; the lock alone has none."""
    for change in changes.items:
        if change.writes or change.diagnostic is not None:
            yield line_of(change), change
    if changes.pending and not any(change.writes for change in changes.items):
        yield f"{console.style('~', 'yellow')} mlsystem.lock", None


def line_of(change: Change) -> str:
    """Return what happens to a file as a line of text."""
    mark, colour = MARKS[change.action]
    reason = f"  ({change.reason})" if change.reason else ""
    return f"{console.style(mark, colour)} {change.path}{console.style(reason, 'dim')}"
