"""What git knows about files, asked so that "cannot tell" is never taken for "nothing there".

A repository can name programs: monitors, hooks, filters, helpers that fetch what a partial clone lacks. No
question runs one, wherever the repository comes from. What the user's own configuration names, does run.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mlsys.errors import MlsysError

_NO_REASON: Final = "git failed"
_MERGING: Final = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD")
_QUIET: Final = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_OF_REPOSITORY: Final = ("local", "worktree")
"""The scopes of settings that lie in the repository, as ``git config --show-scope`` calls them."""
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
        return self._call((*arguments, *(("--", *paths) if paths else ())), literal)

    def status(self, paths: Iterable[str]) -> bytes | Silence:
        """Return what ``status --porcelain=v1 -z`` writes of ``paths``."""
        filters = self._filters()
        if isinstance(filters, Silence):
            return filters
        options = ("--untracked-files=all", "--no-renames", "--ignore-submodules=all")
        return self._call(("status", "--porcelain=v1", "-z", *options, "--", *paths), settings=filters)

    def blob(self, name: str) -> bytes | Silence:
        """Return the file that ``name`` means, as in ``REV:PATH``, if it is here: nothing is fetched."""
        return self.run("cat-file", "blob", name)

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

    def _filters(self) -> Mapping[str, str] | Silence:
        """Return the settings by which contents are filtered as the user says, not the repository."""
        listed = self.run("config", "-z", "--includes", "--show-scope", "--get-regexp", r"^filter\.")
        if isinstance(listed, Silence):
            return {} if listed.reason in ("", _NO_REASON) else listed
        fields = [os.fsdecode(field) for field in listed.split(b"\0")]
        settings = [
            (scope, *item.partition("\n")[::2])
            for scope, item in zip(fields[::2], fields[1::2], strict=False)
        ]
        users = {name: value for scope, name, value in settings if scope not in _OF_REPOSITORY}
        return {name: users.get(name, "") for scope, name, _ in settings if scope in _OF_REPOSITORY}

    def _call(
        self, arguments: Iterable[str], literal: bool = True, settings: Mapping[str, str] | None = None
    ) -> bytes | Silence:
        command = ["git", *_QUIET, *arguments]
        environment = {**_environment(literal), **configured(settings or {})}
        try:
            run = subprocess.run(
                command,
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
        except OSError as error:
            return Silence("" if isinstance(error, FileNotFoundError) else f"git: {error.strerror}")
        if run.returncode == 0:
            return run.stdout
        told = os.fsdecode(run.stderr).strip().split("\n")[0].removeprefix("fatal: ")
        return Silence("" if _OUTSIDE in told and not self._has_repository() else told or _NO_REASON)

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


def configured(settings: Mapping[str, str]) -> Mapping[str, str]:
    """Return the variables by which git reads ``settings`` after all others, whatever their names contain."""
    known = os.environ.get("GIT_CONFIG_COUNT", "")
    first = int(known) if known.isdecimal() else 0
    found = {"GIT_CONFIG_COUNT": str(first + len(settings))} if settings else {}
    for number, (name, value) in enumerate(settings.items(), first):
        found |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _environment(literal: bool) -> Mapping[str, str]:
    """Return the environment of git: untranslated, without locks, in the repository that is asked for.

    A hook runs with a repository named in the environment, relative to the folder that it was started in.
    """
    found = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    # What a partial clone lacks is not fetched: the repository says by which program.
    found |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
    if literal:
        found["GIT_LITERAL_PATHSPECS"] = "1"
    if "GIT_DIR" in found:
        found.setdefault("GIT_WORK_TREE", ".")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        if name in found:
            found[name] = os.path.abspath(found[name])
    return found
