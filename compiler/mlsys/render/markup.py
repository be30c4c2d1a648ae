"""Values as YAML, JSON, TOML and Markdown."""

from __future__ import annotations

import json as _json
import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

_PLAIN_YAML: Final = re.compile(r"[A-Za-z_/][\w./-]*(?:[ :][\w./-]+)*\Z")
_YAML_WORDS: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"])
"""Words that some version of YAML reads as something else than text."""
_NOT_PRINTABLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""What a syntax forbids or an editor hides: control characters, changes of direction."""
_CONTROL: Final = re.compile("[\x00-\x1f]|" + _NOT_PRINTABLE.pattern)
_BARE_TOML: Final = re.compile(r"[A-Za-z0-9_-]+\Z")
_MARKDOWN: Final = re.compile(
    r"""
    ([\\`*\[\]<>|]
    | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9])
    | ~(?=~)
    | &(?=\#?\w+;)
    | \A(?: [#+-](?=[\s#]|\Z) | [=-]+\Z)
    | (?<=\A\d)[.)](?=\s))
    """,
    re.VERBOSE,
)
"""What starts or ends something in Markdown, at the beginning of a text also what starts a block."""


def json(value: object, *, indent: int | None = None, start: int = 0) -> str:
    """Return ``value`` as JSON; lines after the first are shifted right by ``start``."""
    text = _seen(_json.dumps(_plain(value), ensure_ascii=False, indent=indent, default=_refuse))
    return text.replace("\n", "\n" + " " * start)


def yaml(value: object, *, block: bool = False, start: int = 0) -> str:
    """Return ``value`` as YAML that versions 1.1 and 1.2 read alike.

    Args:
        value: scalars, lists and mappings of them.
        block: whether a collection is written in block style, one item a line; else in flow style.
        start: the column at which block lines after the first begin.
    """
    plain = _plain(value)
    if block and isinstance(plain, (dict, list)) and plain:
        return ("\n" + " " * start).join(_block(plain))
    return _flow(plain)


def toml(value: object) -> str:
    """Return ``value`` as a TOML value on one line."""
    match _plain(value):
        case bool() as flag:
            return "true" if flag else "false"
        case dict() as table:
            inner = ", ".join(f"{_toml_key(key)} = {toml(item)}" for key, item in table.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() as items:
            return "[" + ", ".join(toml(item) for item in items) + "]"
        case None:
            raise TypeError("TOML has no null; leave the key out")
        case scalar:
            return _seen(_json.dumps(scalar, ensure_ascii=False, default=_refuse))


def visible(text: object) -> str:
    """Return ``text`` on one line, with every character that an editor would not show as its escape."""
    joined = " ".join(re.split(r"[ \t\r\n]+", str(text))).strip()
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", joined)


def md(value: object) -> str:
    """Return text that Markdown shows as it is, on one line, also inside of a table."""
    return _MARKDOWN.sub(r"\\\1", visible(value))


def words(name: str) -> list[str]:
    """Return the words of a name in any case convention."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", str(name))


def title_case(name: str) -> str:
    """Return ``telco-churn`` as ``Telco Churn``."""
    return " ".join(word if word.isupper() else word.capitalize() for word in words(name))


def pascal_case(name: str) -> str:
    """Return ``telco-churn`` as ``TelcoChurn``."""
    return "".join(word[:1].upper() + word[1:] for word in words(name))


def snake_case(name: str) -> str:
    """Return ``telco-churn`` as ``telco_churn``."""
    return "_".join(words(name)).lower()


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(_plain(key)): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)  # type: ignore[type-var]
    return value


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} has no form here; choose a number or a text first")


def _block(value: dict[str, object] | list[object]) -> list[str]:
    lines: list[str] = []
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (dict, list)) and item:
                lines += [f"{_flow(key)}:", *("  " + line for line in _block(item))]
            else:
                lines.append(f"{_flow(key)}: {_flow(item)}")
        return lines
    for item in value:
        inner = _block(item) if isinstance(item, (dict, list)) and item else [_flow(item)]
        lines += [f"- {inner[0]}", *("  " + line for line in inner[1:])]
    return lines


def _flow(value: object) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(_flow(item) for item in value) + "]"
        case str() if _PLAIN_YAML.match(value) and value.casefold() not in _YAML_WORDS:
            return value
        case float():
            mantissa, exponent, power = repr(value).partition("e")
            # YAML 1.1 takes a number in exponent form for text unless it has a point and a sign.
            point = "" if "." in mantissa or not exponent else ".0"
            return f"{mantissa}{point}{exponent}{power}"
    return _seen(_json.dumps(value, ensure_ascii=False, default=_refuse))


def _seen(text: str) -> str:
    return _NOT_PRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _toml_key(key: str) -> str:
    return key if _BARE_TOML.match(key) else toml(key)
