"""What the project keeps in ``.mlsys/`` beside the lock.

    document.json      the document with all that it inherits, if it extends others
    base/<path>.base   pristine copies of managed and merged files, the base of the next merge
    ours/<path>.base   what the user had, for each file that was written with conflict markers
    tmp/               the staging area and journal of a running write; never committed

Copies carry a suffix so that no tool takes them for what they are copies of: no linter checks them, no test
runner collects them, and the copy of a ``.gitignore`` ignores nothing.
"""

from __future__ import annotations

from typing import Final

from mlsys.planning.paths import STATE_NAME

SUFFIX: Final = ".base"
TMP: Final = f"{STATE_NAME}/tmp"
INHERITED: Final = f"{STATE_NAME}/document.json"
HOUSEKEEPING: Final = {
    f"{STATE_NAME}/.gitignore": b"/tmp/\n",
    # Copies are compared byte for byte, so no line end in them may be converted.
    f"{STATE_NAME}/.gitattributes": b"* -text linguist-generated\n",
}
"""Files that every project has in its state folder."""


def base_path(path: str) -> str:
    """Return where the pristine copy of ``path`` is kept."""
    return f"{STATE_NAME}/base/{path}{SUFFIX}"


def ours_path(path: str) -> str:
    """Return where the user's side of a conflict in ``path`` is kept."""
    return f"{STATE_NAME}/ours/{path}{SUFFIX}"
