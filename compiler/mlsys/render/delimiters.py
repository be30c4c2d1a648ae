"""The marks of template syntax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mlsys.blueprints.model import Delimiters

MARKS: Final[Mapping[Delimiters, Mapping[str, str]]] = {
    Delimiters.BRACES: {
        "variable_start_string": "{{",
        "variable_end_string": "}}",
        "block_start_string": "{%",
        "block_end_string": "%}",
        "comment_start_string": "{#",
        "comment_end_string": "#}",
    },
    Delimiters.BRACKETS: {
        "variable_start_string": "[[",
        "variable_end_string": "]]",
        "block_start_string": "[%",
        "block_end_string": "%]",
        "comment_start_string": "[#",
        "comment_end_string": "#]",
    },
}
"""The settings of Jinja by delimiters."""


def has_syntax(content: bytes, delimiters: Delimiters) -> bool:
    """Return whether ``content`` contains any mark of template syntax."""
    return any(mark.encode() in content for name, mark in MARKS[delimiters].items() if "start" in name)
