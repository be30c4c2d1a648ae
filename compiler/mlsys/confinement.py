"""How far a document reaches: the repository that it stands in.

What a document names may lie anywhere in its repository and nowhere else, however many links lead there.
"""

from __future__ import annotations

import os


def repository_of(folder: str) -> str | None:
    """Return the root of the repository that holds ``folder``, without links; ``None`` outside of any."""
    place = os.path.realpath(folder)
    while True:
        if os.path.lexists(os.path.join(place, ".git")):
            return place
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above


def is_inside(path: str, folder: str) -> bool:
    """Return whether ``path``, with every link followed, is ``folder`` or lies below it."""
    place, root = os.path.realpath(path), os.path.realpath(folder)
    return place == root or place.startswith(root.rstrip(os.sep) + os.sep)
