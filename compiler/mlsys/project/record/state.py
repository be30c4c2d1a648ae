"""What the project keeps in ``.mlsys/`` beside the lock.

base.pack          pristine copies of managed and merged files, the base of the next merge, and of the
document with all that it inherits (see ``mlsys.project.record.pristine``)
ours/<path>.base   what the user had, for each file that was written with conflict markers; not committed
tmp/               the staging area of a running write; not committed
"""

from __future__ import annotations

from typing import Final

from mlsys.planning.paths import STATE_NAME

SUFFIX: Final = ".base"
PACK: Final = f"{STATE_NAME}/base.pack"
TMP: Final = f"{STATE_NAME}/tmp"
INHERITED: Final = f"{STATE_NAME}/document.json"
"""Under which name the pack holds the document with all that it inherits."""
COPIES: Final = f"{STATE_NAME}/base"
LOOSE_DOCUMENT: Final = f"{STATE_NAME}/document.json"
"""Where mlsys 0.1 kept copies, as files beside each other; they are read once and then packed."""
HOUSEKEEPING: Final = {
    f"{STATE_NAME}/.gitignore": b"/tmp/\n/ours/\n",
    # The pack is merged line by line like text, and shown like a binary file: each change is read once.
    f"{STATE_NAME}/.gitattributes": b"/base.pack -text -diff merge=text linguist-generated\n",
}
"""Files that every project has in its state folder."""


def ours_path(path: str) -> str:
    """Return where the user's side of a conflict in ``path`` is kept."""
    return f"{STATE_NAME}/ours/{path}{SUFFIX}"
