"""What a change of the document makes people and machines do, in words and numbers.

The numbers come from what the compiler knows anyway: the derivations of the new system, the values that the
lock kept of the old one, and the alert rules that are written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mlsys.project.changes import Change, Changes
from mlsys.project.lock import LockHeader
from mlsys.route import Route
from mlsys.spec.difference import Difference

if TYPE_CHECKING:
    from mlsys.ir.system import System

DEMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "doc": (),
    "monitor": ("reload alert rules and dashboards",),
    "regate": ("evaluate the running model again",),
    "redeploy": ("roll out services and jobs",),
    "retrain": ("retrain",),
    "relabel": ("relabel", "retrain"),
    "re-experiment": ("experiment again",),
    "api-break": ("consumers must change",),
}
"""What each impact demands."""
_INVALIDATING: Final = ("relabel", "re-experiment", "api-break")


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
    found: Iterable[Difference], system: System, changes: Changes, before: LockHeader | None
) -> Consequences:
    """Return what ``found`` leads to.

    Args:
        found: how the document differs from the one that was compiled last.
        system: the system of the new document.
        changes: what compiling does to the files.
        before: from what the project was compiled last.
    """
    fields = list(found)
    numbers = list(_numbers(system, changes.lock.header, before))
    alerts = _alert_phrases(changes)
    rows = []
    for difference in fields:
        phrases = [*DEMANDS.get(difference.change.impact, ()), *_breaks(difference)]
        phrases += [text for routes, text in numbers if _touches(difference.change.route, routes)]
        phrases += alerts if len(fields) == 1 else ()
        phrases += _experiment(difference, system)
        rows.append(Consequence(difference, tuple(phrases)))
    told = {phrase for row in rows for phrase in row.phrases}
    rest = [text for _, text in numbers if text not in told]
    return Consequences(
        tuple(rows), (*rest, *(a for a in alerts if a not in told), *_versions(changes, before))
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
            yield derivation.inputs, f"{name} changes" if table else f"{name} {_human(old)} → {_human(new)}"


def _human(value: str) -> str:
    """Return a value of the lock as people read it: seconds as a duration."""
    number, _, unit = value.partition(" ")
    if unit != "s" or not number.replace(".", "", 1).isdigit():
        return value
    from mlsys.ir.wording import duration

    return duration(float(number))


def _breaks(difference: Difference) -> Iterator[str]:
    if difference.breaks:
        who = " and ".join(audience.value for audience in difference.breaks)
        yield f"breaks {who}: {difference.why}"


def _experiment(difference: Difference, system: System) -> Iterator[str]:
    experiment = system.spec.experiment
    if experiment is None or experiment.type == "none" or difference.change.impact not in _INVALIDATING:
        return
    on = f" on {experiment.metric}" if experiment.metric else ""
    duration = experiment.max_duration
    again = f"; the next one takes up to {duration}" if duration is not None else ""
    yield f"the {experiment.type} experiment{on} is invalid{again}"


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


# -- alerts ---------------------------------------------------------------------------------

_WINDOW: Final = re.compile(r"(?:\[|rate)(\d+[smhdw])")
_WORDS: Final = {
    "windows": "re-windowed",
    "expr": "with another condition",
    "for": "held for another time",
    "labels": "routed anew",
    "text": "reworded",
}


def _alert_phrases(changes: Changes) -> list[str]:
    """Return how many alerts of Prometheus come, go, or change, in words."""
    counts: dict[str, int] = {}
    for item in changes.items:
        for word in _alert_changes(item):
            counts[word] = counts.get(word, 0) + 1
    return [f"{count} alert{'s' * (count > 1)} {word}" for word, count in counts.items()]


def _alert_changes(item: Change) -> Iterator[str]:
    if not item.path.endswith((".yml", ".yaml")) or not isinstance(item.content, bytes):
        return
    old = _alerts(item.found.content if item.found is not None else b"")
    new = _alerts(item.content)
    for name in {**old, **new}:
        if name not in old:
            yield "added"
        elif name not in new:
            yield "removed"
        else:
            yield from (word for key, word in _WORDS.items() if old[name][key] != new[name][key])


def _alerts(content: bytes) -> Mapping[str, Mapping[str, Any]]:
    if b"alert:" not in content:
        return {}
    from mlsys.source import SourceFile
    from mlsys.syntax.nodes import to_plain
    from mlsys.syntax.reader import read

    tree = read(SourceFile("rules", content.decode(errors="replace"))).value
    plain: Any = to_plain(tree) if tree is not None else None
    groups = plain.get("groups") if isinstance(plain, dict) else None
    rules = [rule for group in groups or () if isinstance(group, dict) for rule in group.get("rules") or ()]
    return {str(rule["alert"]): _facts(rule) for rule in rules if isinstance(rule, dict) and "alert" in rule}


def _facts(rule: Mapping[str, Any]) -> Mapping[str, object]:
    """Return what distinguishes an alert; the windows of its condition apart from the rest of it."""
    condition = str(rule.get("expr"))
    return {
        "windows": _WINDOW.findall(condition),
        "expr": _WINDOW.sub("", condition),
        "for": rule.get("for"),
        "labels": rule.get("labels"),
        "text": rule.get("annotations"),
    }
