"""What pins and trust speak of: contents, by one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TypeAlias

Tree: TypeAlias = Mapping[str, bytes]
"""Contents by path, with ``/``."""


def digest(tree: Tree) -> str:
    """Return the SHA-256 over the paths and contents of ``tree``; modes differ by system and do not count.

    Source: the dirhash of Go modules, ``h1``: the digest of sorted lines ``sha256  path``.
    """
    lines = sorted(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in tree.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
