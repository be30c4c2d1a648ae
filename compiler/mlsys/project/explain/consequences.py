"""What a change of the document makes people and machines do, in words and numbers.

The numbers come from what the compiler knows anyway: the derivations of the new system, the values that the
lock kept of the old one, and the alert rules that are written anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys.project.explain.alerts import AlertChange, alert_changes, counted
from mlsys.project.explain.invalidation import Experiment
from mlsys.project.explain.staleness import changed_policies
from mlsys.project.reconcile.changes import Changes
from mlsys.project.record.lock import LockHeader
from mlsys.route import Route
from mlsys.spec.difference import Difference

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.planning.model import Plan


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one changed field leads to."""

    difference: Difference
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What all changes of the document lead to."""

    by_field: tuple[Consequence, ...]
    together: tuple[str, ...]
    """What follows from several fields at once, from new versions of blueprints, or of mlsys."""


def consequences(
    found: Iterable[Difference], plan: Plan, changes: Changes, before: LockHeader | None
) -> Consequences:
    """Return what ``found`` leads to.

    Args:
        found: how the document differs from the one that was compiled last.
        plan: the plan of the new document.
        changes: what compiling does to the files.
        before: from what the project was compiled last.
    """
    fields = list(found)
    numbers = list(_numbers(plan.system, changes.lock.header, before))
    alerts = alert_changes(changes)
    explained: set[AlertChange] = set()
    experiment = Experiment.of(fields, plan.system)
    rows = []
    for difference in fields:
        phrases = [*experiment.demands(difference), *_breaks(difference)]
        phrases += [text for routes, text in numbers if _touches(difference.change.route, routes)]
        route = difference.change.route
        own = alerts if len(fields) == 1 else [a for a in alerts if _holds(plan, a.alert, route)]
        explained.update(own)
        phrases += [*counted(own), *experiment.effect(difference)]
        rows.append(Consequence(difference, tuple(phrases)))
    told = {phrase for row in rows for phrase in row.phrases}
    rest = [text for _, text in numbers if text not in told]
    rest += counted(alert for alert in alerts if alert not in explained)
    return Consequences(tuple(rows), (*rest, *experiment.outlook(fields), *_versions(changes, before)))


def _holds(plan: Plan, alert: str, route: Route) -> bool:
    """Return whether ``alert`` is there to hold what the field at ``route`` says."""
    return any(
        enforcement.anchor == alert and any(claim.covers(route) for claim in enforcement.claims)
        for enforcement in plan.enforcements
    )


def _touches(route: Route, inputs: Iterable[Route]) -> bool:
    return any(route[: len(each)] == each or each[: len(route)] == route for each in inputs)


def _numbers(
    system: System, now: LockHeader, before: LockHeader | None
) -> Iterator[tuple[tuple[Route, ...], str]]:
    if before is None:
        return
    for name, derivation in system.derivations.items():
        old, new = before.resolved.get(name), now.resolved.get(name)
        if old != new and old is not None and new is not None:
            table = isinstance(derivation.value, tuple)
            yield derivation.inputs, f"{name} changes" if table else f"{name} {step(old, new)}"


def step(old: str, new: str) -> str:
    """Return how a value of the lock changed as people read it: durations, thousands, and the unit once."""
    from mlsys.ir.wording import duration, number

    (before, _, unit), (after, _, now) = old.partition(" "), new.partition(" ")
    values = [float(text) for text in (before, after) if text.replace(".", "", 1).isdigit()]
    told = [duration(value) if unit == "s" else number(value) for value in values]
    if len(told) < 2 or unit != now or told[0] == told[1]:
        return f"{old} → {new}"
    return " → ".join(told) + (f" {unit}" if unit not in ("", "s") else "")


def _breaks(difference: Difference) -> Iterator[str]:
    if difference.breaks:
        who = " and ".join(audience.value for audience in difference.breaks)
        yield f"breaks {who}: {difference.why}"


def _versions(changes: Changes, before: LockHeader | None) -> Iterator[str]:
    if before is None:
        return
    now = changes.lock.header
    if before.mlsys != now.mlsys:
        yield f"mlsys {before.mlsys} → {now.mlsys}"
    for name in sorted({*before.blueprints, *now.blueprints}):
        old, new = before.blueprints.get(name), now.blueprints.get(name)
        if old is None or new is None:
            yield f"blueprint {name} {'is new' if old is None else 'applies no more'}"
        elif old[0] != new[0]:
            yield f"blueprint {name} {old[0]} → {new[0]}"
        elif old != new:
            yield f"blueprint {name} {old[0]} has other files than before"
    yield from changed_policies(before, now)
