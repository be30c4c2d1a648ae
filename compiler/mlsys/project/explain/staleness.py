"""Why a project is not what its specification says: it is stale, or somebody edited it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlsys.ir.wording import plural
from mlsys.project.reconcile.changes import Action, Changes
from mlsys.project.record.lock import FileState, Lock, LockHeader


@dataclass(frozen=True, slots=True)
class Reasons:
    """The two kinds of reasons; a project can have both."""

    stale: tuple[str, ...]
    """What changed on the side of the generator, as phrases: compiling again brings it into the project."""
    edited: tuple[str, ...]
    """What changed on the side of the project, as phrases: somebody has to decide."""


def reasons(changes: Changes) -> Reasons:
    """Return why executing ``changes`` would alter something, or cannot."""
    lock = changes.previous
    edited = tuple(_edited(changes, lock))
    if lock is None:
        return Reasons(("it was never compiled",), edited)
    stale = tuple(_stale(lock.header, changes.lock.header))
    written = [item for item in changes.items if item.writes]
    if written and not stale:
        stale = (f"{plural(len(written), 'file')} not as generated",)
    return Reasons(stale, edited)


def _stale(before: LockHeader, now: LockHeader) -> Iterator[str]:
    if before.spec_sha256 != now.spec_sha256:
        yield "the specification changed since it was compiled"
    if before.environment != now.environment:
        names = (before.environment or "no environment", now.environment or "no environment")
        yield f"it was compiled for {names[0]}, not for {names[1]}"
    if before.mlsys != now.mlsys:
        yield f"it was compiled by mlsys {before.mlsys}, and this is {now.mlsys}"
    for name in sorted({*before.blueprints, *now.blueprints}):
        old, new = before.blueprints.get(name), now.blueprints.get(name)
        if old != new:
            versions = [pin[0] if pin is not None else "(absent)" for pin in (old, new)]
            rest = " with other files" if versions[0] == versions[1] else ""
            yield f"blueprint {name} went from {versions[0]} to {versions[1]}{rest}"
    yield from changed_policies(before, now)
    if before.patches != now.patches:
        yield "the output patches changed"


def changed_policies(before: LockHeader, now: LockHeader) -> Iterator[str]:
    """Yield by which policies a document is judged now, and was not."""
    for name in sorted({*before.policies, *now.policies}):
        old, new = before.policies.get(name), now.policies.get(name)
        if old is None or new is None:
            yield f"policy {name} {'is new' if old is None else 'holds no more'}"
        elif old[0] != new[0]:
            yield f"policy {name} {old[0]} → {new[0]}"
        elif old != new:
            yield f"policy {name} {old[0]} says something else than before"


def _edited(changes: Changes, lock: Lock | None) -> Iterator[str]:
    for item in changes.items:
        before = lock.files.get(item.path) if lock is not None else None
        known = before.state if before is not None else None
        if item in changes.drifted:
            yield f"{item.path} was edited and follows the specification"
        elif item.action is Action.CONFLICT:
            yield f"{item.path} {item.reason}"
        elif (
            item.entry is not None
            and item.entry.state is FileState.DELETED
            and known is not FileState.DELETED
        ):
            yield f"{item.path} was deleted; the next compilation records it"
