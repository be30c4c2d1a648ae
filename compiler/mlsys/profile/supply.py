"""Finding the profile of a document, and telling whether it still describes the table."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from mlsys.diagnostics import Diagnostic, Severity, codes
from mlsys.profile import profile_path
from mlsys.route import Route

if TYPE_CHECKING:
    from mlsys.profile.model import Profile
    from mlsys.spec.root import MLSystem

_SOURCE: Route = ("data", "source")
_AGAIN = "run `mlsys profile` again"


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The profile that stands beside a document, as it was read."""

    path: str
    profile: Profile | None
    """``None`` when it cannot be used."""
    broken: str = ""
    """Why it cannot be used."""
    outdated: str = ""
    """Why it does not describe the table as it is now."""


def read_profile(document: str) -> ProfileFile | None:
    """Return the profile beside ``document``, if there is one, compared with the table that it is about."""
    path = profile_path(document)
    if not os.path.lexists(path):
        return None
    from mlsys.profile.file import BrokenProfile, parse_profile

    try:
        with open(path, "rb") as file:
            profile = parse_profile(file.read())
    except OSError as error:
        return ProfileFile(path, None, broken=error.strerror or "it cannot be read")
    except BrokenProfile as error:
        return ProfileFile(path, None, broken=str(error))
    data = os.path.join(os.path.dirname(path), profile.data.path)
    return ProfileFile(path, profile, outdated=_changed(data, profile))


def about(file: ProfileFile | None, spec: MLSystem) -> tuple[Profile | None, tuple[Diagnostic, ...]]:
    """Return the profile of the data of ``spec``, if there is one that holds, and what is wrong with it."""
    if file is None:
        return None, ()
    if file.profile is None:
        return None, (_broken(file.path, file.broken),)
    reason = _other_table(spec, file.profile) or file.outdated
    return (None, (_stale(file.path, reason),)) if reason else (file.profile, ())


def _other_table(spec: MLSystem, profile: Profile) -> str:
    """Say that the document reads another table than the one that was profiled."""
    source = spec.data.source
    if source is None or source.path is None or posixpath.normpath(source.path) == profile.data.path:
        return ""
    return f"it is about {profile.data.path}, and the document reads {source.path}"


def _changed(path: str, profile: Profile) -> str:
    """Say that the table has changed; one that is not on this machine is taken as it was."""
    try:
        status = os.stat(path)
        if status.st_size == profile.data.bytes:
            same = _digest(path, status.st_size, status.st_mtime_ns) == profile.data.sha256
            return "" if same else f"{profile.data.path} has changed since"
    except OSError:
        return ""
    return f"{profile.data.path} had {profile.data.bytes:,} bytes and now has {status.st_size:,}"


@lru_cache(maxsize=64)
def _digest(path: str, size: int, changed: int) -> str:
    """Return the SHA-256 of a file in the state that size and time of change tell."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _broken(path: str, why: str) -> Diagnostic:
    return Diagnostic(
        codes.BROKEN_PROFILE,
        Severity.DANGER,
        f"the profile {os.path.basename(path)} cannot be used: {why}",
        _SOURCE,
        help=f"{_AGAIN}, or delete the file",
        note="rules that look at the data were not run",
    )


def _stale(path: str, why: str) -> Diagnostic:
    return Diagnostic(
        codes.STALE_PROFILE,
        Severity.WARNING,
        f"the profile {os.path.basename(path)} is out of date: {why}",
        _SOURCE,
        help=_AGAIN,
        note="rules that look at the data were not run",
    )
