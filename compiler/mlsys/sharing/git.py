"""Blueprints out of git repositories: cloned by cookiecutter, read from the objects.

A checkout is not what was committed: line ends, filters and attributes change it from machine to machine. So
the files are those of the commit itself.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mlsys.blueprints.versions import newest
from mlsys.errors import MlsysError
from mlsys.project.git import configured
from mlsys.sharing.origins import Repository, without_credentials
from mlsys.sharing.tree import check_size, checked
from mlsys.trust.digest import Tree

_SETTINGS: Final = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.symlinks": "false",
    "protocol.ext.allow": "never",
}
_ENVIRONMENT: Final = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    "GIT_LFS_SKIP_SMUDGE": "1",
}
_LINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Commit:
    """What a repository holds at a commit."""

    commit: str
    tree: Tree
    ref: str
    """The branch, tag or commit that was taken."""
    is_tag: bool
    """Whether that is a tag, which does not move."""


def fetch(origin: Repository, what: str) -> Commit:
    """Return the files of ``origin`` at its commit if it has one, else at what it asks for now.

    That is the newest tag in its range of versions, or its reference.

    Raises:
        MlsysError: if the repository cannot be reached, has no such commit, or holds no plain files.
    """
    with tempfile.TemporaryDirectory(prefix="mlsys-") as folder, _environment():
        repository = _clone(origin, folder, what)
        ref = origin.ref
        if origin.version and not origin.commit:
            ref = _newest(repository, origin, what)
        commit = _commit(repository, [origin.commit] if origin.commit else _meanings(ref), what)
        is_tag = _git(repository, "rev-parse", "--quiet", "--verify", f"refs/tags/{ref}") is not None
        return Commit(commit, _read(repository, commit, origin.path, what), ref, is_tag)


def _newest(repository: str, origin: Repository, what: str) -> str:
    """Return the tag of the highest version in the range; a tag can name its folder in front."""
    tags = (_git(repository, "tag", "--list") or b"").decode().split()
    prefixes = ("v", *(f"{origin.path.strip('/').rpartition('/')[2]}{mark}" for mark in "-_/"))
    own = [tag for tag in tags if tag[:1].isdigit() or tag.startswith(prefixes)]
    found = newest(origin.version, own)
    if found is None:
        raise MlsysError(f"{what}: no tag of {without_credentials(origin.git)} is in {origin.version}")
    return found


def _clone(origin: Repository, folder: str, what: str) -> str:
    from cookiecutter import exceptions, vcs

    # Cookiecutter takes a URL for one of git by these letters, and what follows a plus for the URL.
    url = "git+" + origin.git.removeprefix("git+").replace("+", "%2B")
    logger = logging.getLogger("cookiecutter")
    before, logger.disabled = logger.disabled, True
    vcs.logger.disabled = True
    try:
        return str(vcs.clone(url, clone_to_dir=folder, no_input=True))
    except exceptions.VCSNotInstalled:
        raise MlsysError(f"{what}: git is not installed") from None
    except (exceptions.CookiecutterException, subprocess.CalledProcessError) as error:
        raise MlsysError(
            f"{what}: {without_credentials(origin.git)} cannot be cloned: {_reason(error)}",
            help="check the URL, and that git reaches it without asking (`git ls-remote URL`)",
        ) from None
    finally:
        logger.disabled = vcs.logger.disabled = before


def _meanings(ref: str) -> list[str]:
    """Return what a reference can mean, the first that exists: a tag, a branch, a commit."""
    return [f"refs/tags/{ref}", f"refs/remotes/origin/{ref}", ref] if ref else ["refs/remotes/origin/HEAD"]


def _commit(repository: str, names: list[str], what: str) -> str:
    for name in names:
        found = _git(repository, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")
        if found is not None:
            return found.decode().strip()
    raise MlsysError(f"{what}: the repository has no branch, tag or commit `{names[-1]}`")


def _read(repository: str, commit: str, path: str, what: str) -> Tree:
    """Return the files of the commit below ``path``."""
    listed = _git(repository, "ls-tree", "-r", "-z", "-l", "--full-tree", commit)
    prefix = f"{path.strip('/')}/" if path else ""
    entries = []
    for line in (listed or b"").split(b"\0")[:-1]:
        head, _, raw = line.partition(b"\t")
        mode, _, blob, size = head.decode().split()
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            raise MlsysError(f"{what}: the path {raw!r} is not UTF-8") from None
        if name.startswith(prefix):
            entries.append((mode, blob, size, name.removeprefix(prefix)))
    if not entries:
        raise MlsysError(f"{what}: the repository has no folder `{path}` at {commit[:10]}")
    for mode, _, _, name in entries:
        if mode in (_LINK, _SUBMODULE):
            kind = "symbolic link" if mode == _LINK else "submodule"
            raise MlsysError(f"{what}: `{name}` is a {kind}", help="blueprints contain files only")
    check_size(((name, int(size)) for _, _, size, name in entries), what)
    contents = _blobs(repository, [blob for _, blob, _, _ in entries])
    return checked(dict(zip((name for *_, name in entries), contents, strict=True)), what)


def _blobs(repository: str, names: list[str]) -> Iterator[bytes]:
    """Yield the contents called ``names``, in one conversation with git."""
    out = _git(repository, "cat-file", "--batch", stdin="".join(f"{name}\n" for name in names).encode())
    content, place = out or b"", 0
    for _ in names:
        end = content.index(b"\n", place)
        size = int(content[place:end].split()[2])
        yield content[end + 1 : end + 1 + size]
        place = end + 2 + size


def _git(repository: str, *arguments: str, stdin: bytes = b"") -> bytes | None:
    """Return what git answers; ``None`` when it fails."""
    run = subprocess.run(["git", *arguments], cwd=repository, input=stdin, capture_output=True, check=False)
    return run.stdout if run.returncode == 0 else None


def _reason(error: Exception) -> str:
    output = getattr(error, "output", None)
    cause = error.__cause__
    if output is None and isinstance(cause, subprocess.CalledProcessError):
        output = cause.output
    text = output.decode(errors="replace") if isinstance(output, bytes) else str(error)
    lines = [line.removeprefix("fatal: ") for line in text.splitlines() if line.startswith("fatal: ")]
    return without_credentials(lines[0] if lines else text.strip().split("\n")[-1])


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Let git ask nobody and run nothing; cookiecutter passes it the environment of the process."""
    ssh = os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    added = {**_ENVIRONMENT, **configured(_SETTINGS), "GIT_SSH_COMMAND": ssh}
    dropped = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    before = {name: os.environ.get(name) for name in (*added, *dropped)}
    for name in dropped:
        os.environ.pop(name, None)
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
