"""What the difference of two documents means: stricter or looser, for whom, and for which version."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from mlsys.route import Route
from mlsys.spec.change import FieldChange, changes
from mlsys.spec.fields import LanguageField, Merge, Tighten
from mlsys.spec.lookup import choices, field_at
from mlsys.spec.strictness import loosens
from mlsys.syntax.nodes import Node, find, to_plain


class Direction(enum.Enum):
    """What happened to a demand."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    CHANGED = "changed"
    """The field has no stricter side."""


class Audience(enum.Enum):
    """Whom a change concerns."""

    CONSUMER = "consumers of the predictions"
    PRODUCER = "producers of the data"
    ONCALL = "on-call"
    BUSINESS = "the business"


class Bump(enum.IntEnum):
    """Which part of a version must rise (semantic versioning), least first."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A changed field and what its change means."""

    change: FieldChange
    direction: Direction
    concerns: tuple[Audience, ...]
    """Who should know."""
    breaks: tuple[Audience, ...]
    """Who must change something, or loses a promise."""
    why: str
    """What breaks, as a phrase; empty when nothing does."""

    @property
    def bump(self) -> Bump:
        """The part of the version that must rise for this change."""
        if self.breaks:
            return Bump.MAJOR
        if self.change.route[:1] == ("metadata",) or self.change.impact in ("doc", "monitor"):
            return Bump.PATCH
        return Bump.MINOR


_CONCERNS: Final[tuple[tuple[Route, tuple[Audience, ...]], ...]] = (
    (("task",), (Audience.CONSUMER, Audience.BUSINESS)),
    (("data", "features"), (Audience.CONSUMER, Audience.PRODUCER)),
    (("data",), (Audience.PRODUCER,)),
    (("requirements", "reliability"), (Audience.CONSUMER, Audience.ONCALL)),
    (("requirements", "scalability"), (Audience.CONSUMER, Audience.ONCALL)),
    (("requirements",), (Audience.ONCALL,)),
    (("monitoring",), (Audience.ONCALL,)),
    (("deployment",), (Audience.ONCALL,)),
    (("infra",), (Audience.ONCALL,)),
    (("objectives",), (Audience.BUSINESS,)),
    (("experiment",), (Audience.BUSINESS,)),
    (("baseline",), (Audience.BUSINESS,)),
    (("metrics",), (Audience.BUSINESS,)),
    (("evaluation",), (Audience.BUSINESS,)),
    (("resources",), (Audience.BUSINESS,)),
)
_PROMISES: Final = (("requirements", "reliability", "slos"), ("requirements", "scalability", "traffic"))
"""What consumers rely on: less of it breaks them."""


def differences(old: Node, new: Node) -> tuple[Difference, ...]:
    """Return what differs between two documents as they are written, in the order of the new one."""
    document, before = to_plain(new), to_plain(old)
    found = []
    for change in changes(old, new):
        field = field_at(change.route, document if change.new is not None else before)
        direction = _direction(change, field, old, new)
        breaks, why = _breaks(change, direction, before, document)
        concerns = next((who for start, who in _CONCERNS if change.route[: len(start)] == start), ())
        # A field that can break consumers does not with every change, as when it accepts a wider range.
        spared = change.impact == "api-break" and not breaks
        told = replace(change, impact="redeploy") if spared else change
        found.append(Difference(told, direction, concerns, breaks, why))
    return tuple(found)


def required_bump(found: Iterable[Difference]) -> Bump:
    """Return the part of the version that must rise for all of ``found``; a new version asks for none."""
    own = ("metadata", "version")
    return max((each.bump for each in found if each.change.route != own), default=Bump.NONE)


def bumped(version: str, bump: Bump) -> str:
    """Return the least version after ``version`` that raises the part ``bump``.

    Before 1.0.0 the minor part stands for the major one, as is the custom (Semantic Versioning 2.0.0, 4).
    """
    major, minor, patch = _numbers(version)
    if bump is Bump.MAJOR:
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if bump is Bump.MINOR:
        return f"{major}.{minor + 1}.0" if major else f"0.{minor}.{patch + 1}"
    return f"{major}.{minor}.{patch + (bump is Bump.PATCH)}"


def is_enough(old: str, new: str, bump: Bump) -> bool:
    """Return whether the step from ``old`` to ``new`` raises the part ``bump`` or a greater one."""
    return bump is Bump.NONE or _numbers(new) >= _numbers(bumped(old, bump))


def version_of(document: Node) -> str:
    """Return the version that ``document`` states for its system, or the default."""
    node = find(document, ("metadata", "version"))
    return str(to_plain(node)) if node is not None else "0.1.0"


def _numbers(version: str) -> tuple[int, int, int]:
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return (int(match[1]), int(match[2]), int(match[3])) if match else (0, 0, 0)


def _direction(change: FieldChange, field: LanguageField | None, old: Node, new: Node) -> Direction:
    tighten = field.meaning.tighten if field is not None and field.merge is Merge.MEET else None
    if field is None or tighten is None:
        return Direction.CHANGED
    before, after = find(old, change.route), find(new, change.route)
    if before is None:
        return Direction.TIGHTENED
    if after is None:
        return Direction.LOOSENED
    looser = loosens(before, after, tighten, choices(field.annotation))
    if looser is None or tighten is Tighten.EQUAL:
        return Direction.CHANGED
    return Direction.LOOSENED if looser else Direction.TIGHTENED


def _breaks(
    change: FieldChange, direction: Direction, before: object, after: object
) -> tuple[tuple[Audience, ...], str]:
    """Return whom a change breaks, and what breaks."""
    route = change.route
    if route[:2] == ("data", "features") and len(route) > 2:
        return _feature_breaks(change, before, after)
    if any(route[: len(start)] == start for start in _PROMISES) and direction is Direction.LOOSENED:
        return (Audience.CONSUMER,), "less is promised"
    if route == ("task", "classes") and isinstance(change.old, list):
        gone = _gone(change.old, change.new)
        return ((Audience.CONSUMER,), f"{', '.join(gone)} is predicted no more") if gone else ((), "")
    if change.impact == "api-break" and change.old is not None:
        return (Audience.CONSUMER,), "the interface changes"
    return _producer_breaks(change, direction)


def _producer_breaks(change: FieldChange, direction: Direction) -> tuple[tuple[Audience, ...], str]:
    section = change.route[:2]
    if section in (("data", "source"), ("data", "keys")) and change.old is not None:
        return (Audience.PRODUCER,), "data are read in another way"
    if section in (("data", "checks"), ("data", "freshness")) and direction is Direction.TIGHTENED:
        return (Audience.PRODUCER,), "deliveries that passed may be refused"
    return (), ""


def _gone(old: list[object], new: object) -> list[str]:
    return [str(item) for item in old if not isinstance(new, list) or item not in new]


def _feature_breaks(change: FieldChange, before: object, after: object) -> tuple[tuple[Audience, ...], str]:
    both = (Audience.CONSUMER, Audience.PRODUCER)
    name, field = str(change.route[2]), change.route[3] if len(change.route) > 3 else None
    was, now = _feature(before, name), _feature(after, name)
    if now is None:
        return both, f"`{name}` is accepted no more"
    if was is None:
        required = now.get("use", "model") == "model" and not now.get("nullable", False)
        return (both, f"`{name}` must be sent") if required else ((), "")
    judge = _FIELDS.get(str(field))
    reason = judge(change.old, change.new) if judge is not None else ""
    return (both, f"`{name}` {reason}") if reason else ((), "")


def _feature(document: object, name: str) -> Mapping[str, Any] | None:
    part: Any = document
    for step in ("data", "features", name):
        part = part.get(step) if isinstance(part, dict) else None
    return part if isinstance(part, dict) else None


def _narrower(old: object, new: object) -> str:
    """Say that a range lost values; a missing range is without end."""
    low, high = _bounds(old)
    new_low, new_high = _bounds(new)
    return "accepts a smaller range" if new_low > low or new_high < high else ""


def _bounds(value: object) -> tuple[float, float]:
    low, _, high = str(value if value is not None else "..").partition("..")
    try:
        return float(low or "-inf"), float(high or "inf")
    except ValueError:
        return float("-inf"), float("inf")


def _fewer(old: object, new: object) -> str:
    if not isinstance(new, list):
        return ""
    gone = _gone(old, new) if isinstance(old, list) else ["any other value"]
    return f"accepts {', '.join(gone)} no more" if gone else ""


_FIELDS: Final[Mapping[str, Callable[[object, object], str]]] = {
    "type": lambda old, new: f"changes from {old} to {new}",
    "unit": lambda old, new: f"is measured in {new} instead of {old}" if old else "",
    "nullable": lambda old, new: "may be missing no more" if old is True else "",
    "range": _narrower,
    "values": _fewer,
    "use": lambda old, new: "must be sent" if new in ("model", None) else "",
}
