"""Values as Python source in the layout that ``ruff format`` leaves alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import Enum

_STEP = 4


def py(value: object, prefix: str = "", *, indent: int = 0, suffix: str = "", width: int = 110) -> str:
    """Return ``value`` as a Python literal, exploded over lines when it does not fit.

    Args:
        value: None, booleans, numbers, texts, enumeration members, and lists, tuples, sets, mappings of them.
        prefix: what stands before the literal on its line, ``"CLASSES = "``; returned too.
        indent: the indentation of that line, which the template itself writes.
        suffix: what stands behind the literal, ``","``; returned too.
        width: the longest line.

    Raises:
        TypeError: for a value that has no literal, such as a duration, which needs a unit first.
    """
    flat = prefix + _flat(value) + suffix
    if (
        indent + len(flat) <= width
        or not isinstance(value, (Mapping, list, tuple, set, frozenset))
        or not value
    ):
        return flat
    opening, closing = _brackets(value)
    inner = indent + _STEP
    lines = [f"{prefix}{opening}"]
    for key, item in _items(value):
        lines.append(" " * inner + py(item, key, indent=inner, suffix=",", width=width))
    lines.append(f"{' ' * indent}{closing}{suffix}")
    return "\n".join(lines)


def pycall(
    keywords: Mapping[str, object],
    name: str,
    *positional: object,
    indent: int = 0,
    suffix: str = "",
    width: int = 110,
) -> str:
    """Return a call as Python source, an argument a line when it does not fit on one.

    Args:
        keywords: the keyword arguments; those that are None are left out, so that their default stands.
        name: what is called, with what stands before it on its line: ``"GATE: Final = Gate"``.
        positional: the arguments before them.
        indent: the indentation of the line, which the template itself writes.
        suffix: what stands behind the call, ``","``.
        width: the longest line.

    Raises:
        TypeError: for a value that has no literal.
    """
    given = [("", value) for value in positional]
    given += [(f"{key}=", value) for key, value in keywords.items() if value is not None]
    flat = f"{name}({', '.join(key + _flat(value) for key, value in given)}){suffix}"
    if indent + len(flat) <= width or not given:
        return flat
    inner = indent + _STEP
    lines = [f"{name}("]
    for key, value in given:
        line = " " * inner + py(value, key, indent=inner, suffix=",", width=width)
        # A text cannot be broken; the linter has to bear its length.
        lines.append(line if "\n" in line or len(line) <= width else f"{line}  # noqa: E501")
    return "\n".join([*lines, f"{' ' * indent}){suffix}"])


def _items(value: object) -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        return [(f"{_flat(key)}: ", item) for key, item in value.items()]
    assert isinstance(value, (list, tuple, set, frozenset))
    return [("", item) for item in (sorted(value) if isinstance(value, (set, frozenset)) else value)]


def _brackets(value: object) -> tuple[str, str]:
    if isinstance(value, frozenset):
        return "frozenset({", "})"
    if isinstance(value, tuple):
        return "(", ")"
    return ("[", "]") if isinstance(value, list) else ("{", "}")


def _flat(value: object) -> str:
    match value:
        case Enum():
            return _flat(value.value)
        case None | bool() | int():
            return repr(value)
        case float():
            return repr(value).replace("e+", "e") if value - value == 0 else f'float("{value}")'
        case str():
            return quote(value)
        case Mapping() | list() | tuple() | set() | frozenset():
            return _flat_collection(value)
    name = type(value).__name__
    raise TypeError(
        f"{name} has no Python literal; choose a number first, such as `| seconds` for a duration"
    )


def _flat_collection(value: Collection[object]) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        return f"({_flat(value[0])},)"
    if isinstance(value, (set, frozenset)) and not value:
        return f"{type(value).__name__}()"
    opening, closing = _brackets(value)
    return opening + ", ".join(key + _flat(item) for key, item in _items(value)) + closing


def quote(text: str) -> str:
    """Return ``text`` as a literal in double quotes, or in single ones where that saves escapes."""
    escaped = repr(text)
    body = escaped[1:-1]
    if escaped[0] == '"':
        return escaped
    body = body.replace("\\'", "'")
    if '"' not in body:
        return f'"{body}"'
    if body.count('"') > body.count("'"):
        return escaped
    return '"' + body.replace('"', '\\"') + '"'
