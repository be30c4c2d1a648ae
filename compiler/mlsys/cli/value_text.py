"""Values of a document as short text."""

from __future__ import annotations

_LENGTH = 40


def shortened(value: object) -> str:
    """Return ``value`` as JSON on a part of a line; what is not there as ``(absent)``."""
    import json

    text = "(absent)" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"
