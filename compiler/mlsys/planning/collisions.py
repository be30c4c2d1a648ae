"""Artefacts that would stand in each other's place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.planning.model import Artefact
from mlsys.planning.paths import folded


def find_collisions(artefacts: Iterable[Artefact]) -> Iterator[Diagnostic]:
    """Yield a finding for each pair of paths that are equal, equal up to case, or one inside of the other."""
    seen: dict[str, Artefact] = {}
    for artefact in artefacts:
        key = folded(artefact.path)
        if key in seen:
            yield _finding(seen[key], artefact, "are one file where case does not matter")
        else:
            seen[key] = artefact
    for key, artefact in seen.items():
        segments = key.split("/")
        for length in range(1, len(segments)):
            outer = seen.get("/".join(segments[:length]))
            if outer is not None:
                yield _finding(outer, artefact, "cannot be a file and a folder")


def _finding(first: Artefact, second: Artefact, why: str) -> Diagnostic:
    if first.path == second.path:
        message = f"{_origin(first)} and {_origin(second)} both generate `{first.path}`"
    else:
        message = f"`{first.path}` of {_origin(first)} and `{second.path}` of {_origin(second)} {why}"
    return Diagnostic(
        codes.COLLISION,
        Severity.ERROR,
        message,
        help="let one blueprint extend the other, or give the files other paths",
    )


def _origin(artefact: Artefact) -> str:
    return f"blueprint `{artefact.blueprint}`" if artefact.blueprint else "the specification"
