"""What git knows about files, asked so that "cannot tell" is never taken for "nothing there"."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError

_MERGING: Final = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")
_OUTSIDE: Final = "not a git repository (or any"
_SET_ASIDE: Final = "S"
"""The tag of ``git ls-files -t`` for a file that is in the index and not to be checked out."""


@dataclass(frozen=True)
class Silence:
    """Why git says nothing about a folder."""

    reason: str
    """Empty when there is nothing to say: no git, or no repository."""


class Git:
    """The repository that holds a folder."""

    def __init__(self, folder: Path) -> None:
        """Ask about ``folder``, which need not exist."""
        place = Path(os.path.abspath(folder))
        while not place.is_dir() and place != place.parent:
            place = place.parent
        self._folder = place

    def run(self, *arguments: str, paths: Iterable[str] = (), literal: bool = True) -> bytes | Silence:
        """Return what git writes when it is called with ``arguments``.

        Args:
            arguments: the command and its options.
            paths: the files that it is about.
            literal: whether their names are taken literally; not every command can do that.
        """
        # The monitor of the file system is a program that the repository names; no question may run it.
        command = ["git", "-c", "core.fsmonitor=false", *arguments, *(("--", *paths) if paths else ())]
        try:
            run = subprocess.run(
                command, cwd=self._folder, env=_environment(literal), capture_output=True, check=False
            )
        except OSError as error:
            return Silence("" if isinstance(error, FileNotFoundError) else f"git: {error.strerror}")
        if run.returncode == 0:
            return run.stdout
        told = os.fsdecode(run.stderr).strip().split("\n")[0].removeprefix("fatal: ")
        return Silence("" if _OUTSIDE in told and not self._has_repository() else told or "git failed")

    def is_merging(self) -> bool:
        """Return whether a merge or the like waits for its end."""
        return any(isinstance(self.run("rev-parse", "--quiet", "--verify", head), bytes) for head in _MERGING)

    def set_aside(self) -> frozenset[str]:
        """Return the files below the folder that git knows and was told not to check out.

        Raises:
            MlsysError: if git cannot tell.
        """
        return frozenset(path for tag, path in self._tagged("-t") if tag == _SET_ASIDE)

    def unwatched(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of ``paths`` whose changes git was told not to look for.

        Raises:
            MlsysError: if git cannot tell.
        """
        return frozenset(
            path for tag, path in self._tagged("-v", paths) if tag == _SET_ASIDE or tag.islower()
        )

    def ignores(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of ``paths`` that git does not keep, because a pattern excludes them."""
        names = list(paths)
        out = self.run("ls-files", "-z", "--others", "--ignored", "--exclude-standard", paths=names)
        return frozenset(_names(out)) if isinstance(out, bytes) else frozenset()

    def _tagged(self, option: str, paths: Iterable[str] = ()) -> list[tuple[str, str]]:
        out = self.run("ls-files", option, "-z", paths=paths)
        if isinstance(out, Silence):
            if out.reason:
                raise unable(self._folder, out)
            return []
        return [(name[:1], name[2:]) for name in _names(out)]

    def _has_repository(self) -> bool:
        """Return whether there is what should be a repository, wherever git is allowed to look for it."""
        ceilings = [
            os.path.realpath(place)
            for place in os.environ.get("GIT_CEILING_DIRECTORIES", "").split(os.pathsep)
            if place
        ]
        for place in (self._folder, *self._folder.parents):
            if place != self._folder and os.path.realpath(place) in ceilings:
                return False
            if os.path.lexists(place / ".git"):
                return True
        return False


def unable(folder: Path, silence: Silence) -> MlsysError:
    """Return the refusal to go on where git cannot tell what would be lost."""
    return MlsysError(
        f"git cannot tell which edits in `{folder}` are stored: {silence.reason}; nothing was written",
        help="mend that, or update all the same with `--allow-dirty`",
    )


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _environment(literal: bool) -> Mapping[str, str]:
    """Return the environment of git: untranslated, without locks, in the repository that is asked for.

    A hook runs with a repository named in the environment, relative to the folder that it was started in.
    """
    found = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    if literal:
        found["GIT_LITERAL_PATHSPECS"] = "1"
    if "GIT_DIR" in found:
        found.setdefault("GIT_WORK_TREE", ".")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        if name in found:
            found[name] = os.path.abspath(found[name])
    return found
