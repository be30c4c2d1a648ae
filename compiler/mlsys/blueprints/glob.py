"""Globs over paths of generated files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_PLACEHOLDER: Final = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*\}\}")
_TOKEN: Final = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
_MEANING: Final = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def placeholders(path: str) -> list[str]:
    """Return the names that stand in ``{{ }}`` in ``path``."""
    return _PLACEHOLDER.findall(path)


def fill(path: str, values: Mapping[str, str]) -> str:
    """Return ``path`` with its placeholders replaced.

    Raises:
        KeyError: for a placeholder without a value.
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1]], path)


@lru_cache(maxsize=4096)
def canonical(path: str) -> str:
    """Return ``path`` with one spelling of placeholders: ``{{ name }}``."""
    return _PLACEHOLDER.sub(r"{{ \1 }}", path)


@lru_cache(maxsize=4096)
def compile_glob(pattern: str) -> re.Pattern[str]:
    """Return ``pattern`` as a regular expression: ``*`` and ``?`` stay inside a segment, ``**`` crosses."""
    tokens = _TOKEN.findall(canonical(pattern))
    return re.compile("".join(_MEANING.get(token) or re.escape(token) for token in tokens) + r"\Z", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Return whether the whole of ``path`` matches ``pattern``."""
    if "*" not in pattern and "?" not in pattern:
        return canonical(pattern) == path
    return compile_glob(pattern).match(path) is not None
