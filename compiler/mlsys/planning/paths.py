"""Which paths a generated file may have.

The same test guards the plan, whose paths come from blueprints, and the lock, which anybody may have edited.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LOCK_NAME: Final = "mlsystem.lock"
STATE_NAME: Final = ".mlsys"
_RESERVED: Final = frozenset({LOCK_NAME, STATE_NAME, "mlsyst~1.loc", "mlsys~1"})
"""What mlsys keeps in the root of a project, and the short names that Windows gives it."""
_REPOSITORY: Final = frozenset({".git", "git~1"})
"""A repository, at any depth, and its short name."""
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_DEVICES: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\..*)?\Z", re.IGNORECASE
)
"""Windows takes these for devices with any suffix, with spaces before it, and with raised digits, too."""
_MAX_SEGMENT: Final = 255 - len(".base")
"""Bytes in a file name on the common file systems, less the suffix of pristine copies."""
_MAX_PATH: Final = 1024


def problem(path: str) -> str:
    """Return why ``path`` cannot be the path of a generated file; empty if it can."""
    if not path or path.startswith("/"):
        return "is not relative to the project"
    if len(path.encode()) > _MAX_PATH:
        return f"is longer than {_MAX_PATH} bytes"
    segments = path.split("/")
    if ".." in segments:
        return "leaves the project"
    if reserved := reserved_in(path):
        return f"belongs to `{reserved}`, which blueprints do not write"
    for segment in segments:
        if trouble := _segment_problem(segment):
            return trouble
    return ""


def reserved_in(path: str) -> str:
    """Return the part of ``path`` that belongs to mlsys or to git; empty when there is none."""
    segments = path.split("/")
    if _plain(segments[0]) in _RESERVED:
        return segments[0]
    return next((segment for segment in segments if _plain(segment) in _REPOSITORY), "")


def _plain(segment: str) -> str:
    """Return a name as file systems see it that ignore case, and characters that nobody sees."""
    if segment.isascii():
        return segment.lower()
    return "".join(mark for mark in segment if unicodedata.category(mark) != "Cf").casefold()


def _segment_problem(segment: str) -> str:
    if segment in ("", "."):
        return "has an empty segment"
    if len(segment.encode()) > _MAX_SEGMENT:
        return f"has a segment longer than {_MAX_SEGMENT} bytes"
    if match := _FORBIDDEN.search(segment):
        return f"contains {match[0]!r}, which not every system allows in a file name"
    if segment.endswith((" ", ".")):
        return "has a segment that ends in a space or dot, which not every system allows"
    if _DEVICES.match(segment):
        return f"contains `{segment}`, the name of a device on Windows"
    return ""


def folded(path: str) -> str:
    """Return the form in which two paths are equal on a file system that ignores case."""
    return unicodedata.normalize("NFC", path).casefold()
