"""Claims: globs over the routes of a specification."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from mlsys.route import Route


@dataclass(frozen=True, slots=True)
class Claim:
    """A glob over routes that covers each route it matches and everything below it.

    ``*`` stands for one step, ``**`` for any number of steps; list indexes count as steps. A key with dots
    or stars in it is written in quotes, ``data.features["total.charges"]``.
    """

    text: str

    @property
    def head(self) -> str:
        """The first step of the glob."""
        return next(iter(_steps(self.text)), "**")

    def covers(self, route: Route) -> bool:
        """Return whether ``route`` or something above it matches."""
        return _covers(_steps(self.text), route)


@lru_cache(maxsize=4096)
def _steps(text: str) -> tuple[str, ...]:
    steps: list[str] = []
    current, quoted = "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character in ".[]" and not quoted:
            steps.append(current)
            current = ""
        else:
            current += character
    steps.append(current)
    return tuple(step for step in steps if step)


def _covers(pattern: tuple[str, ...], route: Route) -> bool:
    if not pattern:
        return True
    head, rest = pattern[0], pattern[1:]
    if head == "**":
        return any(_covers(rest, route[start:]) for start in range(len(route) + 1))
    return bool(route) and head in ("*", str(route[0])) and _covers(rest, route[1:])
