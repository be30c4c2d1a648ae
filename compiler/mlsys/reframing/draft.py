"""A document on its way to another framing: what changes, and why."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mlsys.diagnostics import AddEntry, AppendItem, Change, RemoveEntry, RenameKey, SetValue
from mlsys.route import Route, format_route
from mlsys.syntax.patches import written_key

_PLAIN: Final = re.compile(r"[A-Za-z_][\w./ -]*\Z")


@dataclass(frozen=True, slots=True)
class Step:
    """One change with its reason."""

    change: Change
    said: str


@dataclass(slots=True)
class Draft:
    """The plain document as changed so far, and the changes in their order."""

    document: dict[str, Any]
    steps: list[Step] = field(default_factory=list)
    original: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.original = copy.deepcopy(self.document)

    def get(self, *route: str | int) -> Any:
        """Return the value at ``route``; ``None`` where there is none."""
        value: Any = self.document
        for step in route:
            if isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            elif isinstance(value, Mapping):
                value = value.get(step)
            else:
                return None
        return value

    def set(self, route: Route, value: Any, why: str) -> None:
        """Write ``value`` at ``route``, also where nothing stands yet; nothing if it stands there already."""
        *parents, last = route
        if self.get(*route) == value:
            return
        place: Any = self.document
        for step in parents:
            if isinstance(place, dict) and place.get(step) is None:
                place[step] = {}
            place = place[step]
        change: Change = SetValue(route, flow(value))
        if isinstance(place, dict) and last not in place:
            change = AddEntry(tuple(parents), str(last), flow(value))
        place[last] = copy.deepcopy(value)
        self.steps.append(Step(change, f"{format_route(route)}: {flow(value)} — {why}"))

    def drop(self, route: Route, why: str) -> None:
        """Remove what stands at ``route``, if anything does, and mappings that would be left empty."""
        if self.get(*route[:-1]) is None or not self._has(route):
            return
        while len(route) > 2 and len(self.get(*route[:-1])) == 1:
            route = route[:-1]
        del self.get(*route[:-1])[route[-1]]
        self.steps.append(Step(RemoveEntry(route), f"{format_route(route)} removed — {why}"))

    def rename(self, route: Route, name: str, why: str) -> Route:
        """Give the key at ``route`` another name; return its route."""
        parent = self.get(*route[:-1])
        items = [(name if key == route[-1] else key, value) for key, value in parent.items()]
        parent.clear()
        parent.update(items)
        self.steps.append(Step(RenameKey(route, name), f"{format_route(route)} → {name} — {why}"))
        return (*route[:-1], name)

    def append(self, route: Route, value: Any, why: str) -> None:
        """Add ``value`` to the list at ``route``."""
        parent = self.get(*route[:-1])
        parent[route[-1]] = [*(parent.get(route[-1]) or ()), value]
        self.steps.append(Step(AppendItem(route, flow(value)), f"{format_route(route)} — {why}"))

    def _has(self, route: Route) -> bool:
        parent = self.get(*route[:-1])
        if isinstance(parent, list):
            return isinstance(route[-1], int) and route[-1] < len(parent)
        return isinstance(parent, dict) and route[-1] in parent


def flow(value: Any) -> str:
    """Return ``value`` as YAML on one line."""
    match value:
        case dict():
            inner = ", ".join(f"{written_key(key)}: {flow(item)}" for key, item in value.items())
            return f"{{{inner}}}"
        case list() | tuple():
            return f"[{', '.join(map(flow, value))}]"
        case str() if _PLAIN.match(value) and written_key(value) == value:
            return value
        case float() if value.is_integer():
            return str(int(value))
    return json.dumps(value, ensure_ascii=False)
