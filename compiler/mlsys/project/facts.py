"""What a structured file says, apart from how it is laid out: the judge of merges that go beyond lines.

The facts of a file are its leaves by their place. A place names an item of a list by what identifies it (the
name of a requirement, the ``name`` of a step), so that an item that moves stays the same fact.
"""

from __future__ import annotations

import ast
import enum
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

Facts: TypeAlias = Mapping[tuple[str, ...], object]

_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:$|[;@<>=!~ ])")
_IDENTITIES: Final = ("name", "id", "alert", "record", "job_name", "uses", "key", "path")


class Kind(enum.Enum):
    """How the content of a file is structured."""

    TOML = "TOML"
    YAML = "YAML"
    JSON = "JSON"
    PYTHON = "Python"
    LIST = "a list of lines"
    """Requirements and patterns to ignore: a set of lines."""


def kind_of(path: str) -> Kind | None:
    """Return how the file at ``path`` is structured; ``None`` for text without a known structure."""
    name = PurePosixPath(path).name
    if re.fullmatch(r"(requirements|constraints).*\.(txt|in|lock)|\..*ignore", name):
        return Kind.LIST
    return {
        ".toml": Kind.TOML, ".yaml": Kind.YAML, ".yml": Kind.YAML, ".json": Kind.JSON, ".py": Kind.PYTHON,
    }.get(PurePosixPath(path).suffix)  # fmt: skip


def facts(kind: Kind, content: bytes) -> Facts | None:
    """Return what ``content`` says; ``None`` when it is not valid in its format.

    Of a program, only what it imports counts as facts.
    """
    try:
        return _READERS[kind](content.decode())
    except (ValueError, SyntaxError, RecursionError):
        return None


def merge_facts(base: Facts, ours: Facts, theirs: Facts) -> Facts | None:
    """Return what a merge must say; ``None`` when both sides changed one fact."""
    merged: dict[tuple[str, ...], object] = {}
    for place in {**base, **ours, **theirs}:
        before, mine, now = (side.get(place, _ABSENT) for side in (base, ours, theirs))
        if not (_same(mine, now) or _same(before, mine) or _same(before, now)):
            return None
        value = now if _same(before, mine) else mine
        if value is not _ABSENT:
            merged[place] = value
    return merged


def same_facts(one: Facts, other: Facts) -> bool:
    """Return whether two files say the same."""
    return one.keys() == other.keys() and all(_same(one[place], other[place]) for place in one)


def requirement_name(text: str) -> str | None:
    """Return the normalised name of the distribution that ``text`` requires (PEP 503); ``None`` if none."""
    match = _REQUIREMENT.match(text)
    return re.sub(r"[-_.]+", "-", match[1]).lower() if match else None


_ABSENT: Final = object()


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _flatten(value: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _flatten(item, (*place, str(key)))
    elif isinstance(value, list) and value:
        for key, item in zip(_identities(value), value, strict=True):
            yield from _flatten(item, (*place, key))
    else:
        yield place, value


def _identities(items: list[Any]) -> list[str]:
    keys = [_identity(item) for item in items]
    if None in keys or len(set(keys)) < len(keys):
        return [f"[{index}]" for index in range(len(items))]
    return [f"[{key}]" for key in keys]


def _identity(item: Any) -> str | None:
    if isinstance(item, dict):
        return next((f"{name}={item[name]}" for name in _IDENTITIES if isinstance(item.get(name), str)), None)
    if isinstance(item, str):
        return requirement_name(item) or item
    return None if isinstance(item, list) else repr(item)


def _toml(text: str) -> Facts:
    import tomllib

    return dict(_flatten(tomllib.loads(text)))


def _json(text: str) -> Facts:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    return dict(_flatten(json.loads(text, object_pairs_hook=once)))


def _yaml(text: str) -> Facts:
    from mlsys.source import SourceFile
    from mlsys.syntax.nodes import to_plain
    from mlsys.syntax.reader import read

    result = read(SourceFile("merged", text))
    if result.value is None or any(finding.severity.fails for finding in result.diagnostics):
        raise ValueError("not a document that can be compared")
    return dict(_flatten(to_plain(result.value)))


def _python(text: str) -> Facts:
    found: dict[tuple[str, ...], object] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                found[module, alias.name, alias.asname or ""] = True
    return found


def _lines(text: str) -> Facts:
    lines = (line.strip() for line in text.splitlines())
    return {(requirement_name(line) or line,): line for line in lines if line and not line.startswith("#")}


_READERS: Final[Mapping[Kind, Callable[[str], Facts]]] = {
    Kind.TOML: _toml,
    Kind.YAML: _yaml,
    Kind.JSON: _json,
    Kind.PYTHON: _python,
    Kind.LIST: _lines,
}
