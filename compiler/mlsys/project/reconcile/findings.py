"""What the user is told about a project on disk."""

from __future__ import annotations

from collections.abc import Sequence

from mlsys.diagnostics import Diagnostic, Severity
from mlsys.diagnostics import project_codes as codes
from mlsys.project.merge.leaves import Kind as Format
from mlsys.project.transaction.disk import Found, Kind


def occupied(path: str, found: Found, *, known: bool) -> Diagnostic:
    """Something of the user's stands at ``path``, where a file would be generated; ``known`` if one was."""
    if found.kind is Kind.FILE:
        what, way = "a file of yours", f", or say whose it is: {_sides(path)}"
    elif found.kind is Kind.BLOCKED:
        what, way = "a file of yours", ""
    else:
        what, way = found.kind.value, f", or keep it: `mlsys eject {path}`" if known else ""
    where = "where a folder above it would be" if found.kind is Kind.BLOCKED else "there"
    return _error(
        codes.OCCUPIED,
        f"`{path}` would be generated, but {what} stands {where}; it was not touched",
        f"move it away and compile again{way}",
    )


def twin(path: str, other: str) -> Diagnostic:
    """The user has a file at ``other``, which is ``path`` where case does not matter."""
    return _error(
        codes.OCCUPIED,
        f"`{path}` would be generated, but `{other}` stands there, which is the same on some systems",
        f"rename or remove `{other}` and compile again",
    )


def orphaned(path: str) -> Diagnostic:
    """The file at ``path`` is generated no longer, and was kept because the user had edited it."""
    return Diagnostic(
        codes.ORPHAN,
        Severity.WARNING,
        f"`{path}` is generated no longer, and was kept because you edited it",
        help=f"see whether it still works, and say whose it is: {_sides(path)}, which deletes it",
    )


def damaged(path: str, kind: Format) -> Diagnostic:
    """The edits of ``path`` and its new generation do not clash, and the outcome is broken all the same."""
    return _error(
        codes.CONFLICT,
        f"`{path}` was merged without a conflict, and the outcome is not valid {kind.value}",
        "mend the file; often both sides added the same entry at different places",
    )


def patch_failed(path: str, patch: str, trouble: str) -> Diagnostic:
    """The output patch ``patch`` does not fit the generated file ``path`` any more."""
    return _error(
        codes.PATCH,
        f"`{patch}` does not apply to `{path}`: {trouble}; the file was left as it is",
        (
            f"`mlsys patch {path}` carries the edit over to the new version; if they contradict each other, "
            "delete the patch, compile, and make the edit anew"
        ),
    )


def patch_unusable(patch: str, trouble: str) -> Diagnostic:
    """The output patch ``patch`` cannot be used at all."""
    return _error(
        codes.PATCH,
        f"`{patch}` {trouble}",
        "write patches as unified diffs of generated files, as `git diff` and `mlsys patch` do",
    )


def drifted(path: str, *, outdated: bool) -> Diagnostic:
    """The managed file at ``path`` was edited; ``outdated`` when its new version could not be written."""
    rest = "; its new version was not written" if outdated else ""
    return Diagnostic(
        codes.DRIFT,
        Severity.ERROR if outdated else Severity.WARNING,
        f"`{path}` was edited, but it follows the specification{rest}",
        help=(
            "express the edit in the specification and take the file back (`mlsys compile --resolve theirs "
            f"{path}`), keep the edit as a patch (`mlsys patch {path}`), or take the file over (`mlsys eject "
            f"{path}`)"
        ),
        note="managed files hold what the specification promises; an edit makes them say something else",
    )


def other_source(path: str) -> Diagnostic:
    """The author's file at ``path`` went into the project by itself, and now another one is to replace it."""
    return _error(
        codes.DRIFT,
        f"`{path}` of the project was compiled in place; the other document did not replace it",
        "compile the project's own document, or copy the other one over it first",
    )


def conflicting(path: str, conflicts: int) -> Diagnostic:
    """Your edits of ``path`` and its new generation contradict each other."""
    places = "one place" if conflicts == 1 else f"{conflicts} places"
    return _error(
        codes.CONFLICT,
        f"`{path}` was changed by you and by the new generation in {places}",
        _markers(path),
    )


def unsolved(path: str) -> Diagnostic:
    """The file at ``path`` still holds the markers of an earlier conflict."""
    return _error(
        codes.CONFLICT,
        f"`{path}` still holds conflict markers",
        _markers(path),
    )


def copy_lost(path: str) -> Diagnostic:
    """The pristine copy of ``path`` is gone, so its edits cannot be told from what was generated."""
    return _error(
        codes.CONFLICT,
        f"`{path}` has no pristine copy any more, so your edits cannot be told from what was generated",
        f"restore `.mlsys` from version control, or choose one of the two: {_sides(path)}",
    )


def left_behind(old: str, new: str, paths: Sequence[str], count: int) -> Diagnostic:
    """The generated files of folder ``old`` move to ``new``, and ``count`` files of the user's stay."""
    rest = f" and {count - len(paths)} more" if count > len(paths) else ""
    names = ", ".join(f"`{path}`" for path in paths)
    return Diagnostic(
        codes.LEFT_BEHIND,
        Severity.WARNING,
        f"`{old}` is generated as `{new}` now, and files of yours stay behind: {names}{rest}",
        help=f"move what you still need (`git mv {paths[0]} {new}/`), and correct what imports it",
    )


def unmergeable(path: str) -> Diagnostic:
    """The file at ``path`` is binary, was edited, and has a new generation."""
    return _error(
        codes.CONFLICT,
        f"`{path}` was changed by you and by the new generation, and is not text; yours was kept",
        f"choose one of the two: {_sides(path)}",
    )


def _error(code: str, message: str, help: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, help=help)


def _markers(path: str) -> str:
    return f"keep what you want between the markers and remove them, or let a side win: {_sides(path)}"


def _sides(path: str) -> str:
    return f"`mlsys compile --resolve ours {path}` or `--resolve theirs {path}`"
