"""Claims: globs over the routes of a specification."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from mlsys.route import Route


@dataclass(frozen=True, slots=True)
class Claim:
    """A glob over routes that covers each route it matches and everything below it.

    ``*`` stands for one step, ``**`` for any number of steps; list indexes count as steps. A key with dots
    or stars in it is written in quotes, ``data.features["total.charges"]``.
    """

    text: str

    def covers(self, route: Route) -> bool:
        """Return whether ``route`` or something above it matches."""
        return _covers(steps_of(self.text), route)


class ClaimIndex:
    """Many claims in one tree of their steps, to find those that cover a route without trying each."""

    def __init__(self, claims: Iterable[tuple[Claim, int]]) -> None:
        """Index ``claims``, each with the number that stands for it in answers."""
        self._root = _Branch()
        for claim, number in claims:
            branch = self._root
            for step in steps_of(claim.text):
                branch = branch.below.setdefault(step, _Branch())
            branch.ends.add(number)

    def covering(self, route: Route) -> set[int]:
        """Return the numbers of the claims that cover ``route``."""
        found: set[int] = set()
        self._collect(self._root, tuple(map(str, route)), found)
        return found

    def _collect(self, branch: _Branch, steps: tuple[str, ...], found: set[int]) -> None:
        found |= branch.ends
        anywhere = branch.below.get("**")
        if anywhere is not None:
            for start in range(len(steps) + 1):
                self._collect(anywhere, steps[start:], found)
        for head in (steps[0], "*") if steps else ():
            if (below := branch.below.get(head)) is not None:
                self._collect(below, steps[1:], found)


@dataclass(slots=True)
class _Branch:
    """What the claims that begin alike go on with, and the numbers of those that end here."""

    below: dict[str, _Branch] = field(default_factory=dict)
    ends: set[int] = field(default_factory=set)


@lru_cache(maxsize=4096)
def steps_of(text: str) -> tuple[str, ...]:
    """Return the steps of a claim."""
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
