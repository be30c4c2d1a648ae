"""The YAML 1.2 core schema: which value a plain scalar denotes.

Source: https://yaml.org/spec/1.2.2/#103-core-schema, with three deliberate
narrowings. A number with leading zeros (``010``) is text, because tools disagree
on its value; ``.inf`` and ``.nan`` are text, because no field of a specification
is infinite; a number too large for a double is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from mlsys.syntax.nodes import ScalarValue

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_MAX_DIGITS = 300
"""Longer numbers overflow a double (and 4,300 digits overflow `int`)."""

_WORDS: dict[str, ScalarValue] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_START = frozenset("+-.0123456789")


def resolve(text: str) -> ScalarValue:
    """Return the value that the plain scalar ``text`` denotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START or len(text) > _MAX_DIGITS:
        return text
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        number = float(text)
        return number if math.isfinite(number) else text
    if _BASED.match(text):
        return int(text, 0)
    return text


def _is_octal(text: str) -> bool:
    return text.lstrip("+-").startswith("0") and not set(text) & set("89")


_YAML_1_1: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(r"(?:yes|Yes|YES|on|On|ON)\Z"), lambda _: "the boolean `true`"),
    (re.compile(r"(?:no|No|NO|off|Off|OFF)\Z"), lambda _: "the boolean `false`"),
    (re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?\Z"), lambda _: "a number in base 60"),
    (
        re.compile(r"[-+]?0[0-9]+\Z"),
        lambda text: f"the octal number {int(text, 8)}" if _is_octal(text) else "the text of a number",
    ),
    (re.compile(r"[-+]?[1-9][0-9]*(?:_[0-9]+)+\Z"), lambda text: f"the number {int(text)}"),
    (re.compile(r"0b[01]+\Z"), lambda text: f"the number {int(text, 2)}"),
)


def yaml_1_1_meaning(text: str) -> str | None:
    """Return how YAML 1.1 tools read the plain text ``text`` if not as text, else ``None``.

    Only for text that `resolve` leaves as text; dates are left out, because every
    tool shows them as they are written.
    """
    if len(text) > 40 or text[0] not in "yYnNoO+-0123456789":
        return None
    return next((meaning(text) for pattern, meaning in _YAML_1_1 if pattern.match(text)), None)
