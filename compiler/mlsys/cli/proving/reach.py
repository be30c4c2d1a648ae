"""What of a project still enforces its claims: all of it is there, and a saboteur trips it."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.blueprints.model import EnforcementKind
from mlsys.planning.model import Plan
from mlsys.render.tree import RenderedTree

_PYTHON: Final = re.compile(r"^\s*(?:async def|def|class) (\w+)", re.MULTILINE)
_SETTINGS: Final = re.compile(
    r"""^\s*(?:-\s+)?(alert:\s*\S+|run:\s*make\ \S+|kind:\s*\S+|["\w./-]+)\s*[:=]?""",
    re.MULTILINE | re.VERBOSE,
)


_RUNNERS: Final = ("Makefile", ".github/workflows/ci.yml")
"""What runs the gates, the tests and the saboteurs; it holds no claim of its own."""


class Reach(enum.Enum):
    """How an enforcement stands."""

    TRIPPED = "tripped"
    """Its saboteur was caught."""
    GREEN = "not tripped"
    """Its saboteur was at work, and nothing noticed."""
    NOT_RUN = "saboteur did not run"
    REMOVED = "removed"
    """A part of it that was generated is gone."""
    UNREACHED = "no saboteur"

    @property
    def fails(self) -> bool:
        """Whether such an enforcement enforces nothing, as far as is known."""
        return self in (Reach.GREEN, Reach.NOT_RUN, Reach.REMOVED)


@dataclass(frozen=True, slots=True)
class Held:
    """An enforcement of a project, and how it stands."""

    artefact: str
    anchor: str
    kind: EnforcementKind
    saboteur: str
    """Empty where there is none."""
    claims: tuple[str, ...]
    reach: Reach
    gone: str
    """What of the artefact was removed; empty where nothing was."""


def reached(plan: Plan, tree: RenderedTree, folder: Path, tripped: Mapping[str, bool]) -> tuple[Held, ...]:
    """Return how each enforcement of a project stands, but for what documents state.

    Args:
        plan: the plan of the project.
        tree: the project as it is generated.
        folder: the project as it is.
        tripped: by path of the saboteurs that ran, whether each was caught.
    """
    claims: dict[tuple[str, str, EnforcementKind, str], list[str]] = {}
    for each in plan.enforcements:
        if each.kind is not EnforcementKind.DOC:
            key = each.by, each.anchor, each.kind, each.saboteur or ""
            claims.setdefault(key, []).extend(claim.text for claim in each.claims)
    for path in _RUNNERS:
        if path in tree.files:
            claims.setdefault((path, "", EnforcementKind.JOB, ""), [])
    paths = {path for by, _, _, saboteur in claims for path in (by, saboteur) if path}
    gone = {path: _gone(tree, folder, path) for path in paths}
    held = []
    for (by, anchor, kind, saboteur), found in sorted(claims.items(), key=lambda item: item[0][:2]):
        lost = gone[by] or gone.get(saboteur, "")
        reach = _reach(saboteur, lost, tripped)
        held.append(Held(by, anchor, kind, saboteur, tuple(dict.fromkeys(found)), reach, lost))
    return tuple(held)


def _reach(saboteur: str, gone: str, tripped: Mapping[str, bool]) -> Reach:
    if gone:
        return Reach.REMOVED
    if not saboteur:
        return Reach.UNREACHED
    if saboteur not in tripped:
        return Reach.NOT_RUN
    return Reach.TRIPPED if tripped[saboteur] else Reach.GREEN


def _gone(tree: RenderedTree, folder: Path, path: str) -> str:
    """Return what of a generated file is no longer there."""
    if path not in tree.files:
        return ""
    place = folder / path
    if not place.is_file():
        return "the file"
    content = tree.files[path].read()
    if content == (now := place.read_bytes()):
        return ""
    lost = _parts(path, content) - _parts(path, now)
    return ", ".join(sorted(lost))


def _parts(path: str, content: bytes) -> Counter[str]:
    """Return the named parts of a file: functions and classes, or alerts, steps and settings."""
    text = content.decode("utf-8", "replace")
    if path.endswith(".py"):
        return Counter(_PYTHON.findall(text))
    return Counter(" ".join(found.split()) for found in _SETTINGS.findall(text))


def unreached(held: Collection[Held]) -> Iterator[Held]:
    """Yield the enforcements that no saboteur reaches."""
    return (each for each in held if each.reach is Reach.UNREACHED)
