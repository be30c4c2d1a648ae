"""What the user is told about a project on disk."""

from __future__ import annotations

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.project.disk import Found, Kind


def occupied(path: str, found: Found) -> Diagnostic:
    """Something of the user's stands at ``path``, where a file would be generated."""
    what = "a file of yours" if found.kind is Kind.FILE else found.kind.value
    return Diagnostic(
        codes.OCCUPIED,
        Severity.ERROR,
        f"`{path}` would be generated, but {what} stands there; it was not touched",
        help="move it away and compile again; a generated file that you then delete stays deleted",
    )


def drifted(path: str, *, outdated: bool) -> Diagnostic:
    """The managed file at ``path`` was edited; ``outdated`` when its new version could not be written."""
    rest = "; its new version was not written" if outdated else ""
    return Diagnostic(
        codes.DRIFT,
        Severity.ERROR if outdated else Severity.WARNING,
        f"`{path}` was edited, but it follows the specification{rest}",
        help="express the edit in the specification, then restore the file with version control",
        note="managed files hold what the specification promises; an edit makes them say something else",
    )


def other_source(path: str) -> Diagnostic:
    """The author's file at ``path`` went into the project by itself, and now another one is to replace it."""
    return Diagnostic(
        codes.DRIFT,
        Severity.ERROR,
        f"`{path}` of the project was compiled in place; the other document did not replace it",
        help="compile the project's own document, or copy the other one over it first",
    )


def conflicting(path: str, conflicts: int) -> Diagnostic:
    """Your edits of ``path`` and its new generation contradict each other."""
    places = "one place" if conflicts == 1 else f"{conflicts} places"
    return Diagnostic(
        codes.CONFLICT,
        Severity.ERROR,
        f"`{path}` was changed by you and by the new generation in {places}",
        help="keep what you want between the conflict markers, remove the markers, and compile again",
    )


def unsolved(path: str) -> Diagnostic:
    """The file at ``path`` still holds the markers of an earlier conflict."""
    return Diagnostic(
        codes.CONFLICT,
        Severity.ERROR,
        f"`{path}` still holds conflict markers",
        help="keep what you want between the markers, remove the markers, and compile again",
    )


def unmergeable(path: str) -> Diagnostic:
    """The file at ``path`` is binary, was edited, and has a new generation."""
    return Diagnostic(
        codes.CONFLICT,
        Severity.ERROR,
        f"`{path}` was changed by you and by the new generation, and is not text; yours was kept",
        help="to take the new version, restore the file as it was generated and compile again",
    )
