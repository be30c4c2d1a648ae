"""Merging a few lines of a structured file entry by entry, where whole lines clash.

Two sides that add different keys at one place, or change neighbouring ones, clash as lines and agree as
entries. The outcome is a proposal: whoever asks compares what the merged file says with what it must say
(see ``mlsys.project.merge.leaves``), so nothing here has to understand a format in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from mlsys.project.merge.diff3 import Clash, Clean, Region, diff3
from mlsys.project.merge.imports import merge_imports
from mlsys.project.merge.leaves import Kind, requirement_name
from mlsys.project.merge.streams import in_order

Units: TypeAlias = dict[str, str]
"""The text of each entry by its key, in order."""
Row: TypeAlias = str | tuple[str, str, str]
"""The text of an entry; base, ours and theirs of one that both sides changed."""

_HEAD: Final = "the rest of what begins above"
_YAML: Final = (re.compile(r"""([\w./-]+|"[^"]*"|'[^']*')\s*:(?:\s|$)"""), re.compile(r"(- .*)"))
_KEYS: Final[Mapping[Kind, tuple[re.Pattern[str], ...]]] = {
    Kind.TOML: (
        re.compile(r"""(\[+[^\]]+\]+)\s*(?:#.*)?$"""),
        re.compile(r"""((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*="""),
        re.compile(r"""(["'][^"']*["'])\s*,?\s*(?:#.*)?$"""),
    ),
    Kind.YAML: _YAML,
    Kind.STREAM: _YAML,
    Kind.JSON: (re.compile(r"""("(?:[^"\\]|\\.)*")\s*:"""), re.compile(r"""("(?:[^"\\]|\\.)*"),?$""")),
    Kind.PYTHON: (re.compile(r"(\w+(?: as \w+)?),$"),),
    Kind.LIST: (re.compile(r"(.+)"),),
}
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_CLOSING: Final = re.compile(r"[\]})]+,?$")


def settle(kind: Kind, clash: Clash) -> tuple[Region, ...] | None:
    """Return ``clash`` with the changes of both sides wherever they concern different entries.

    What is left of it are clashes of single entries. ``None`` when it does not consist of entries.
    """
    try:
        texts = [b"".join(lines).decode() for lines in (clash.base, clash.ours, clash.theirs)]
    except UnicodeDecodeError:
        return None
    imports = merge_imports(*texts) if kind is Kind.PYTHON else None
    rows = [imports] if imports is not None else _entries(kind, *texts)
    if rows is None:
        return None
    regions: list[Region] = []
    for row in rows:
        if isinstance(row, str):
            regions.append(Clean(_lines(row)))
        else:
            regions += _narrowed(kind, Clash(*(_lines(text) for text in row)), clash)
    return tuple(regions)


def _lines(text: str) -> tuple[bytes, ...]:
    return tuple(line.encode() for line in _LINE.findall(text))


def _narrowed(kind: Kind, entry: Clash, whole: Clash) -> Iterator[Region]:
    """Yield the clash of one entry, less the parts of it on which both sides agree."""
    for region in diff3(entry.base, entry.ours, entry.theirs):
        settled = None
        if isinstance(region, Clash) and _size(region) < _size(whole):
            settled = settle(kind, region)
        yield from (region,) if settled is None else settled


def _size(clash: Clash) -> int:
    return len(clash.base) + len(clash.ours) + len(clash.theirs)


def _entries(kind: Kind, *texts: str) -> list[Row] | None:
    lines = [line for text in texts for line in text.split("\n") if not _is_beside(kind, line.strip())]
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    commas = kind is Kind.JSON or (kind is Kind.TOML and all(_is_item(line) for line in lines))
    sides = [_split(kind, text, indent) for text in texts]
    if any(side is None for side in sides):
        return None
    last = [next(reversed(side.values())).rstrip().endswith(",") for side in sides if side]
    if commas:
        sides = [{key: _without_comma(text) for key, text in (side or {}).items()} for side in sides]
    rows = list(_rows(*(side or {} for side in sides)))
    if commas:
        rows = [_put_comma(row) for row in rows[:-1]] + [
            _put_comma(row) if any(last) else row for row in rows[-1:]
        ]
    return rows


def _rows(base: Units, ours: Units, theirs: Units) -> Iterator[Row]:
    for key in sorted(in_order(ours, theirs), key=lambda key: key != _HEAD):
        before, mine, now = base.get(key, ""), ours.get(key, ""), theirs.get(key, "")
        if mine != now and before not in (mine, now):
            yield before, mine, now
        elif text := now if before == mine else mine:
            yield text


def _put_comma(row: Row) -> Row:
    if isinstance(row, str):
        return _with_comma(row)
    before, mine, now = (text and _with_comma(text) for text in row)
    return before, mine, now


def _is_beside(kind: Kind, line: str) -> bool:
    """Return whether ``line`` belongs to the entry behind it."""
    return not line or line.startswith("#") or (kind is Kind.STREAM and line == "---")


def _is_item(line: str) -> bool:
    text = line.strip()
    return text.startswith("#") or _KEYS[Kind.TOML][2].match(text) is not None


def _split(kind: Kind, text: str, indent: int) -> Units | None:
    """Return the entries of ``text`` at ``indent``; ``None`` when a line has no key or a key stands twice."""
    units: Units = {}
    current, lead = "", ""
    in_table = False
    for line in _LINE.findall(text):
        stripped = line.strip()
        if _is_beside(kind, stripped):
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
