"""What a model was made from: the state of the code and of the data."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime

from ..config.settings import Settings


def code_version() -> str:
    """The commit, with `-dirty` when files differ from it; `CODE_VERSION` where there is no git."""
    if given := Settings().code_version:
        return given
    command = ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "unversioned"


def is_exact(version: str) -> bool:
    """Whether the version names one state of the code."""
    return version != "unversioned" and not version.endswith("-dirty")


def now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
