"""Merging a few lines of a structured file entry by entry, where whole lines clash.

Two sides that add different keys at one place, or change neighbouring ones, clash as lines and agree as
entries. The outcome is a proposal: whoever asks compares what the merged file says with what it must say
(see ``mlsys.project.facts``), so nothing here has to understand a format in full.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from mlsys.project.diff3 import Clash
from mlsys.project.facts import Kind, requirement_name

Units: TypeAlias = dict[str, str]
"""The text of each entry by its key, in order."""

_WIDTH: Final = 100
_HEAD: Final = "the rest of what begins above"
_KEYS: Final[Mapping[Kind, tuple[re.Pattern[str], ...]]] = {
    Kind.TOML: (
        re.compile(r"""(\[+[^\]]+\]+)\s*(?:#.*)?$"""),
        re.compile(r"""((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""),
        re.compile(r"""(["'][^"']*["'])\s*,?\s*(?:#.*)?$"""),
    ),
    Kind.YAML: (re.compile(r"""([\w./-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)"""), re.compile(r"(- .*)")),
    Kind.JSON: (re.compile(r"""("(?:[^"\\]|\\.)*")\s*:"""), re.compile(r"""("(?:[^"\\]|\\.)*"),?$""")),
    Kind.PYTHON: (re.compile(r"(\w+(?: as \w+)?),$"),),
    Kind.LIST: (re.compile(r"(.+)"),),
}
_CLOSING: Final = re.compile(r"[\]})]+,?$")


def settle(kind: Kind, clash: Clash) -> tuple[bytes, ...] | None:
    """Return the lines that hold the changes of both sides; ``None`` when entries clash too."""
    try:
        sides = [b"".join(lines).decode() for lines in (clash.base, clash.ours, clash.theirs)]
    except UnicodeDecodeError:
        return None
    windows = any("\r\n" in side for side in sides)
    texts = [side.replace("\r\n", "\n") for side in sides]
    merged = _imports(*texts) if kind is Kind.PYTHON else None
    if merged is None:
        merged = _entries(kind, *texts)
    if merged is None:
        return None
    lines = merged.splitlines(keepends=True)
    return tuple(line.replace("\n", "\r\n" if windows else "\n").encode() for line in lines)


def _entries(kind: Kind, *texts: str) -> str | None:
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    commas = kind is Kind.JSON or (kind is Kind.TOML and all(_is_item(line) for line in lines))
    sides = [_split(kind, text, indent) for text in texts]
    if any(side is None for side in sides):
        return None
    last = [next(reversed(side.values())).rstrip().endswith(",") for side in sides if side]
    if commas:
        sides = [{key: _without_comma(text) for key, text in (side or {}).items()} for side in sides]
    merged = _merge([side or {} for side in sides])
    if merged is None:
        return None
    if commas:
        merged = [_with_comma(text) for text in merged[:-1]] + [
            _with_comma(text) if any(last) else text for text in merged[-1:]
        ]
    return "".join(merged)


def _is_item(line: str) -> bool:
    text = line.strip()
    return text.startswith("#") or _KEYS[Kind.TOML][2].match(text) is not None


def _split(kind: Kind, text: str, indent: int) -> Units | None:
    """Return the entries of ``text`` at ``indent``; ``None`` when a line has no key or a key stands twice."""
    units: Units = {}
    current, lead = "", ""
    in_table = False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            lead += line
            continue
        deeper = len(line) - len(line.lstrip()) > indent
        if units and (deeper or _CLOSING.match(stripped) or (in_table and not stripped.startswith("["))):
            units[current] += lead + _ended(line)
            lead = ""
            continue
        key = _HEAD if deeper and not units else _key(kind, stripped)
        if key is None or key in units:
            return None
        current, in_table = key, kind is Kind.TOML and stripped.startswith("[")
        units[current], lead = lead + _ended(line), ""
    if lead:
        units[f"{lead!r} at the end"] = _ended(lead)
    return units


def _ended(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"


def _key(kind: Kind, line: str) -> str | None:
    for pattern in _KEYS[kind]:
        match = pattern.match(line)
        if match:
            text = match[1].removeprefix("- ").strip("\"'")
            is_item = pattern is not _KEYS[kind][0] and kind is not Kind.PYTHON
            return (requirement_name(text) if is_item or kind is Kind.LIST else None) or match[1]
    return None


def _without_comma(text: str) -> str:
    return re.sub(r",\s*\n\Z", "\n", text)


def _with_comma(text: str) -> str:
    return text if re.search(r",\s*\n\Z", text) else re.sub(r"\s*\n\Z", ",\n", text)


def _merge(sides: Sequence[Units]) -> list[str] | None:
    base, ours, theirs = sides
    merged: list[str] = []
    for key in _order(ours, theirs):
        before, mine, now = base.get(key), ours.get(key), theirs.get(key)
        if not (mine == now or before in (mine, now)):
            return None
        text = now if before == mine else mine
        if text is not None:
            merged.append(text)
    return merged


def _order(ours: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return all keys: those of ours in their order, each other one behind its predecessor in theirs."""
    order = list(ours)
    previous: str | None = None
    for key in theirs:
        if key not in order:
            order.insert(order.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return sorted(order, key=lambda key: key != _HEAD)


# -- imports of Python ----------------------------------------------------------------------

Imports: TypeAlias = dict[str, tuple[frozenset[str], str]]
"""The names taken from each module, and the statement as it is written."""


def _imports(base: str, ours: str, theirs: str) -> str | None:
    sides = [_read_imports(text) for text in (base, ours, theirs)]
    if any(side is None for side in sides):
        return None
    before, mine, now = (side or {} for side in sides)
    merged: list[str] = []
    for key in _order(mine, now):
        names = _names(*(side.get(key, (frozenset[str](), ""))[0] for side in (before, mine, now)))
        if names:
            merged.append(_statement(key, names, (mine, now)))
    return "".join(merged)


def _names(base: frozenset[str], ours: frozenset[str], theirs: frozenset[str]) -> frozenset[str]:
    return (ours | (theirs - base)) - (base - theirs)


def _read_imports(text: str) -> Imports | None:
    """Return the imports of ``text``; ``None`` when anything else, even a comment, stands there."""
    if "#" in text:
        return None
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    found: Imports = {}
    for node in body:
        written = f"{ast.get_source_segment(text, node)}\n"
        match node:
            case ast.Import(names=[alias]):
                key, names = f"import {alias.name} {alias.asname or ''}", frozenset({alias.name})
            case ast.ImportFrom(module=module, names=aliases, level=level):
                key = f"from {'.' * level}{module or ''} import "
                names = frozenset(f"{a.name} as {a.asname}" if a.asname else a.name for a in aliases)
            case _:
                return None
        if key in found:
            return None
        found[key] = names, written
    return found


def _statement(key: str, names: frozenset[str], sides: Sequence[Imports]) -> str:
    for side in sides:
        if key in side and side[key][0] == names:
            return side[key][1]
    ordered = sorted(names, key=_import_order)
    line = key + ", ".join(ordered)
    if len(line) <= _WIDTH:
        return f"{line}\n"
    return key + "(\n" + "".join(f"    {name},\n" for name in ordered) + ")\n"


def _import_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as isort and ruff order them."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2), name
