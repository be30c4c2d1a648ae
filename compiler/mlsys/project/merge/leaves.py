"""What a structured file says, apart from how it is laid out: the judge of merges that go beyond lines.

The facts of a file are its leaves by their place. A place names an item of a list by what identifies it (the
name of a requirement, the ``name`` of a step), so that an item that moves stays the same fact.
"""

from __future__ import annotations

import ast
import enum
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

from mlsys.project.merge.streams import read_document, read_plain, split

Leaves: TypeAlias = Mapping[tuple[str, ...], object]

_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:$|[;@<>=!~ ])")
_IDENTITIES: Final = ("name", "id", "alert", "record", "job_name", "uses", "key", "path")


class Kind(enum.Enum):
    """How the content of a file is structured."""

    TOML = "TOML"
    YAML = "YAML"
    STREAM = "YAML of several documents"
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


def leaves(kind: Kind, content: bytes) -> Leaves | None:
    """Return what ``content`` says; ``None`` when it is not valid in its format.

    Of a program, only what it imports counts as facts.
    """
    try:
        return _READERS[kind](content.decode())
    except (ValueError, SyntaxError, RecursionError):
        return None


def holds_both(base: Leaves, ours: Leaves, theirs: Leaves, outcomes: Sequence[Leaves | None]) -> bool:
    """Return whether a merge says what both sides say.

    Args:
        base: what was said before.
        ours: what the user says.
        theirs: what is generated now.
        outcomes: what the merge says with all that is left in conflict solved for ours, and for theirs.
    """
    mine, now = outcomes
    if mine is None or now is None:
        return False
    places = {**base, **ours, **theirs, **mine, **now}
    # What is empty on one side and filled on another is judged by what fills it.
    filled = {place[:length] for place in places for length in range(len(place))}
    return all(
        _holds(*(side.get(place, _ABSENT) for side in (base, ours, theirs, mine, now)))
        for place in places
        if place not in filled
    )


def _holds(base: object, ours: object, theirs: object, mine: object, now: object) -> bool:
    """Return whether a fact is merged, or still open so that each side finds its own."""
    if _same(mine, ours) and _same(now, theirs):
        return True
    if not (_same(ours, theirs) or _same(base, ours) or _same(base, theirs)):
        return False
    wanted = theirs if _same(base, ours) else ours
    return _same(mine, wanted) and _same(now, wanted)


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


def _toml(text: str) -> Leaves:
    import tomllib

    return dict(_flatten(tomllib.loads(text)))


def _json(text: str) -> Leaves:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return dict(pairs)

    return dict(_flatten(json.loads(text, object_pairs_hook=once)))


def _yaml(text: str) -> Leaves:
    return dict(_flatten(read_plain(text)))


def _stream(text: str) -> Leaves:
    documents = split(text.encode())
    if documents is None:
        raise ValueError("two documents are about the same")
    found: dict[tuple[str, ...], object] = {}
    for key, document in documents.items():
        found.update(_flatten(read_document(document), (key,)))
    return found


def _python(text: str) -> Leaves:
    found: dict[tuple[str, ...], object] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                found[module, alias.name, alias.asname or ""] = True
    return found


def _lines(text: str) -> Leaves:
    lines = (line.strip() for line in text.splitlines())
    return {(requirement_name(line) or line,): line for line in lines if line and not line.startswith("#")}


_READERS: Final[Mapping[Kind, Callable[[str], Leaves]]] = {
    Kind.TOML: _toml,
    Kind.YAML: _yaml,
    Kind.STREAM: _stream,
    Kind.JSON: _json,
    Kind.PYTHON: _python,
    Kind.LIST: _lines,
}
