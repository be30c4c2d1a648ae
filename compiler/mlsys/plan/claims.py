"""Claims: globs over the routes of a specification."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from mlsys.route import Route


class Claim(Struct, frozen=True):
    """A glob over routes that covers each route it matches and everything below it.

    ``*`` stands for one step, ``**`` for any number of steps; list indexes count as steps. A key with dots
    or stars in it is written in quotes, ``data.features["total.charges"]``.
    """

    text: str

    def may_cover(self, start: Route) -> bool:
        """Return whether some route that begins with ``start`` can be covered."""
        for head, step in zip(_steps(self.text), start, strict=False):
            if head == "**":
                return True
            if head not in ("*", str(step)):
                return False
        return True

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
    for depth, head in enumerate(pattern):
        if head == "**":
            rest = pattern[depth + 1 :]
            return any(_covers(rest, route[start:]) for start in range(depth, len(route) + 1))
        if depth >= len(route) or (head != "*" and head != str(route[depth])):
            return False
    return True
