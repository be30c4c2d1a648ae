"""What a model was made from: the state of the code and of the data."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import packages_distributions, version

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


def packages() -> dict[str, str]:
    """The versions of Python and of the packages whose modules have been imported so far."""
    imported = {name.partition(".")[0] for name in sys.modules}
    names = sorted({name for module in imported for name in distributions().get(module, ())})
    return {"python": platform.python_version(), **{name: version(name) for name in names}}


@cache
def distributions() -> Mapping[str, list[str]]:
    """The packages that are installed, by the modules that they have."""
    return packages_distributions()


def now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)
