"""Merging what the user wrote with what is generated now, over what was generated before."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from mlsys.project.diff3 import Clash, Clean, Region, diff3
from mlsys.project.documents import by_document, holds_several
from mlsys.project.facts import Facts, Kind, facts, holds_both, kind_of
from mlsys.project.units import settle

OURS: Final = b"<<<<<<< yours"
BASE: Final = b"||||||| generated before"
MIDDLE: Final = b"======="
THEIRS: Final = b">>>>>>> generated now"


class Merged(Struct, frozen=True):
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


def is_binary(content: bytes) -> bool:
    """Return whether ``content`` is not text: text in any encoding by bytes has no zero byte."""
    return b"\0" in content


def merge(
    base: bytes, ours: bytes, theirs: bytes, path: str = "", favour: Side | None = None
) -> Merged | None:
    """Return ``ours`` with the changes from ``base`` to ``theirs``; ``None`` if one of them is binary.

    Lines are compared without regard to the style of their ends, and come out in the style of ``ours``. Where
    both sides changed a place, its entries are merged if ``path`` names a structured file and the outcome
    says what both sides say; else both stand in the result between diff3 markers, so no line is lost.

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
        return Merged(theirs, 0)
    if any(is_binary(content) for content in (base, ours, theirs)):
        return None
    windows = _is_windows(ours)
    if windows != _is_windows(theirs):
        base, theirs = _convert(base, windows), _convert(theirs, windows)
    end = b"\r\n" if windows else b"\n"
    regions = list(diff3(_lines(base), _lines(ours), _lines(theirs)))
    clashing = any(isinstance(region, Clash) for region in regions)
    kind = kind_of(path)
    if kind is None:
        return _written(regions, end, favour)
    if kind is Kind.YAML and any(holds_several(content) for content in (base, ours, theirs)):
        kind = Kind.STREAM
    said = [facts(kind, content) for content in (base, ours, theirs)]
    if clashing:
        return _written(_settled(kind, regions, (base, ours, theirs), said), end, favour)
    merged = _written(regions, end, favour)
    damaged = None not in said and facts(kind, merged.content) is None
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


def has_markers(content: bytes) -> bool:
    """Return whether a conflict block that ``merge`` wrote is still in ``content``."""
    return any(line.rstrip(b"\r\n") in (OURS, THEIRS) for line in content.splitlines())


def _settled(
    kind: Kind, regions: list[Region], sides: tuple[bytes, bytes, bytes], said: Sequence[Facts | None]
) -> list[Region]:
    """Return ``regions`` with every clash narrowed to the entries that contradict each other.

    A proposal stands only if the outcome says what both sides say; each clash is then tried by itself.
    """
    base, ours, theirs = said
    if base is None or ours is None or theirs is None:
        return regions

    def sound(proposal: list[Region]) -> bool:
        outcomes = [facts(kind, _written(proposal, b"\n", side).content) for side in Side]
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


def _written(regions: Iterable[Region], end: bytes, favour: Side | None) -> Merged:
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
                parts.extend((marker + end, *_ended(lines, end)))
            parts.append(THEIRS + end)
    return Merged(b"".join(_ended(parts[:-1], end) + parts[-1:]), conflicts)


def _lines(content: bytes) -> list[bytes]:
    """Split behind line feeds only: any other separator is a character of its line."""
    *lines, last = content.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _ended(lines: Sequence[bytes], end: bytes) -> list[bytes]:
    """Give every line an end: what was the last line of one side may stand in the middle of the result."""
    return [line if line.endswith(b"\n") else line + end for line in lines]


def _is_windows(content: bytes) -> bool:
    return b"\r\n" in content and content.count(b"\r\n") == content.count(b"\n")


def _convert(content: bytes, windows: bool) -> bytes:
    plain = content.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", b"\r\n") if windows else plain
