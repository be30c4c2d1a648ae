"""Routes: the address of a value inside a document.

A route is a tuple of mapping keys and sequence indexes, from the root down.
Its text form is what people read and type: ``metrics.pr_auc.gate.min``,
``objectives.links[0].ml``; a key that is not a plain word is quoted,
``data.features["total charges"]``.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Step: TypeAlias = str | int
Route: TypeAlias = tuple[Step, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w@/-]*\Z")
_TOKEN = re.compile(r"""\.?([A-Za-z_][\w@/-]*)|\[(\d+)\]|\.?\["((?:[^"\\]|\\.)*)"\]""")


def format_route(route: Route) -> str:
    """Return the text form of ``route``; the empty route is ``(document)``."""
    parts: list[str] = []
    for step in route:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_KEY.match(step):
            parts.append(f".{step}" if parts else step)
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'["{escaped}"]')
    return "".join(parts) or "(document)"


def parse_route(text: str) -> Route:
    """Return the route written as ``text``.

    Raises:
        ValueError: if ``text`` is not the text form of a route.
    """
    steps: list[Step] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"not a path: {text!r} (at character {position + 1})")
        name, index, quoted = match.groups()
        if index is not None:
            steps.append(int(index))
        else:
            steps.append(name if name is not None else re.sub(r"\\(.)", r"\1", quoted))
        position = match.end()
    return tuple(steps)
