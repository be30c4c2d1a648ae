"""Merging what the user wrote with what is generated now, over what was generated before."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mlsys.project.merge.diff3 import Clash, Clean, Region, diff3, matches
from mlsys.project.merge.entries import settle
from mlsys.project.merge.leaves import Kind, Leaves, holds_both, kind_of, leaves
from mlsys.project.merge.streams import by_document, holds_several
from mlsys.render.tree import is_binary

OURS: Final = b"<<<<<<< yours"
BASE: Final = b"||||||| generated before"
MIDDLE: Final = b"======="
THEIRS: Final = b">>>>>>> generated now"
_FOREIGN: Final = re.compile(rb"(<{7,}|>{7,}|\|{7,}) |(={7,}|\|{7,})\Z")


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge."""

    content: bytes
    conflicts: int
    """Number of blocks between conflict markers; with 0 the merge is clean."""
    damaged: Kind | None = None
    """The format in which all sides were valid and the outcome is not, although no lines clash."""


class Side(enum.Enum):
    """Who wins where both sides changed a place."""

    OURS = "ours"
    """What the user wrote."""
    THEIRS = "theirs"
    """What is generated now."""


def merge(
    base: bytes, ours: bytes, theirs: bytes, path: str = "", favour: Side | None = None
) -> Merged | None:
    """Return ``ours`` with the changes from ``base`` to ``theirs``; ``None`` if one of them is binary.

    Lines are compared without regard to the style of their ends; those of ``ours`` keep theirs, others come
    out as most of them do. Where both sides changed a place, its entries are merged if ``path`` names a
    structured file and the outcome says what both sides say. What still contradicts stands in the result
    between diff3 markers, so no line is lost.

    Args:
        base: what was generated before.
        ours: what the user has.
        theirs: what is generated now.
        path: names the format of the file.
        favour: the side that wins where both changed a place; there are no markers then.
    """
    if theirs in (ours, base):
        return Merged(ours, 0)
    if base == ours:
        return Merged(in_style_of(ours, theirs), 0)
    if any(is_binary(content) for content in (base, ours, theirs)):
        return None
    merged = _merged(_plain(base), _plain(ours), _plain(theirs), path, favour)
    return replace(merged, content=in_style_of(ours, merged.content))


def _merged(base: bytes, ours: bytes, theirs: bytes, path: str, favour: Side | None) -> Merged:
    regions = list(diff3(_lines(base), _lines(ours), _lines(theirs)))
    clashing = any(isinstance(region, Clash) for region in regions)
    kind = kind_of(path)
    if kind is None:
        return _written(regions, favour)
    if kind is Kind.YAML and any(holds_several(content) for content in (base, ours, theirs)):
        kind = Kind.STREAM
    said = [leaves(kind, content) for content in (base, ours, theirs)]
    if clashing:
        return _written(_settled(kind, regions, (base, ours, theirs), said), favour)
    merged = _written(regions, favour)
    damaged = None not in said and leaves(kind, merged.content) is None
    return replace(merged, damaged=kind if damaged else None)


def pick(content: bytes, side: Side) -> bytes:
    """Return ``content`` with every conflict block solved for ``side``."""
    kept: list[bytes] = []
    section = b""
    for line in _lines(content):
        text = line.rstrip(b"\r\n")
        if text == OURS or (section and text in (BASE, MIDDLE)):
            section = text
        elif section and text == THEIRS:
            section = b""
        elif section in (b"", OURS if side is Side.OURS else MIDDLE):
            kept.append(line)
    return b"".join(kept)


def has_markers(content: bytes, generated: bytes = b"") -> bool:
    """Return whether any marker of a conflict block that ``merge`` wrote is still in ``content``.

    Args:
        content: the file.
        generated: what is generated; its own lines of equals signs, as under a heading, are no markers.
    """
    lines = [line.rstrip() for line in content.splitlines()]
    own = sum(line.rstrip() == MIDDLE for line in generated.splitlines())
    return any(line in (OURS, BASE, THEIRS) for line in lines) or lines.count(MIDDLE) > own


def has_foreign_markers(content: bytes) -> bool:
    """Return whether a conflict block that version control wrote is in ``content``."""
    lines = content.splitlines()
    return all(any(_mark(line) == mark for line in lines) for mark in (b"<", b">")) and not any(
        line.rstrip() in (OURS, THEIRS) for line in lines
    )


def foreign_sides(content: bytes) -> tuple[bytes, bytes]:
    """Return ``content`` with every block that version control wrote solved for either side."""
    sides: tuple[list[bytes], list[bytes]] = ([], [])
    section = b""
    for line in _lines(content):
        mark = _mark(line)
        if mark == b"<" or (section and mark):
            section = b"" if mark == b">" else mark
            continue
        for side, kept in zip((b"<", b"="), sides, strict=True):
            if section in (b"", side):
                kept.append(line)
    return b"".join(sides[0]), b"".join(sides[1])


def _mark(line: bytes) -> bytes:
    """Return the character of the marker of version control, of any length, that ``line`` is; or nothing."""
    match = _FOREIGN.match(line.rstrip(b"\r\n"))
    return b"" if match is None else match[0][:1]


def _settled(
    kind: Kind, regions: list[Region], sides: tuple[bytes, bytes, bytes], said: Sequence[Leaves | None]
) -> list[Region]:
    """Return ``regions`` with every clash narrowed to the entries that contradict each other.

    A proposal stands only if the outcome says what both sides say; each clash is then tried by itself.
    """
    base, ours, theirs = said
    if base is None or ours is None or theirs is None:
        return regions

    def sound(proposal: list[Region]) -> bool:
        outcomes = [leaves(kind, _written(proposal, side).content) for side in Side]
        return holds_both(base, ours, theirs, outcomes)

    if kind is Kind.STREAM:
        apart = by_document(*sides)
        regions = apart if apart is not None and sound(apart) else regions
    settlements = [settle(kind, each) if isinstance(each, Clash) else None for each in regions]
    proposals = [(each,) if s is None else s for each, s in zip(regions, settlements, strict=True)]
    together = [region for proposal in proposals for region in proposal]
    if sound(together):
        return together
    settled = list(regions)
    for index in reversed(range(len(regions))):
        attempt = [*settled[:index], *proposals[index], *settled[index + 1 :]]
        if attempt != settled and sound(attempt):
            settled = attempt
    return settled


def _written(regions: Iterable[Region], favour: Side | None) -> Merged:
    parts: list[bytes] = []
    conflicts = 0
    for region in regions:
        if isinstance(region, Clean):
            parts.extend(region.lines)
        elif favour is not None:
            parts.extend(region.ours if favour is Side.OURS else region.theirs)
        else:
            conflicts += 1
            for marker, lines in ((OURS, region.ours), (BASE, region.base), (MIDDLE, region.theirs)):
                parts.extend((marker + b"\n", *_ended(lines)))
            parts.append(THEIRS + b"\n")
    return Merged(b"".join(_ended(parts[:-1]) + parts[-1:]), conflicts)


def _lines(content: bytes) -> list[bytes]:
    """Split behind line feeds only: any other separator is a character of its line."""
    *lines, last = content.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _ended(lines: Sequence[bytes]) -> list[bytes]:
    """Give every line an end: what was the last line of one side may stand in the middle of the result."""
    return [line if line.endswith(b"\n") else line + b"\n" for line in lines]


def _plain(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def in_style_of(ours: bytes, content: bytes) -> bytes:
    """Return ``content`` with the line ends of ``ours``; new lines get those that most lines have."""
    if b"\r\n" not in ours or is_binary(ours) or is_binary(content):
        return content
    windows = ours.count(b"\r\n") * 2 > ours.count(b"\n")
    lines, merged = _lines(ours), _lines(_plain(content))
    styled = [line.replace(b"\n", b"\r\n") for line in merged] if windows else list(merged)
    for block in matches([_plain(line) for line in lines], merged):
        styled[block.b : block.b + block.size] = lines[block.a : block.a + block.size]
    return b"".join(styled)
