"""Merging what the user wrote with what is generated now, over what was generated before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mlsys.project.diff3 import Clean, diff3

OURS: Final = b"<<<<<<< yours"
BASE: Final = b"||||||| generated before"
MIDDLE: Final = b"======="
THEIRS: Final = b">>>>>>> generated now"


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge."""

    content: bytes
    conflicts: int
    """Number of blocks between conflict markers; with 0 the merge is clean."""


def is_binary(content: bytes) -> bool:
    """Return whether ``content`` is not text: text in any encoding by bytes has no zero byte."""
    return b"\0" in content


def merge(base: bytes, ours: bytes, theirs: bytes) -> Merged | None:
    """Return ``ours`` with the changes from ``base`` to ``theirs``; ``None`` if one of them is binary.

    Lines are compared without regard to the style of their ends, and come out in the style of ``ours``. Where
    both sides changed a place, both stand in the result between diff3 markers, so no line is lost.
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
    return _merge_lines(base, ours, theirs, b"\r\n" if windows else b"\n")


def has_markers(content: bytes) -> bool:
    """Return whether a conflict block that ``merge`` wrote is still in ``content``."""
    return any(line.rstrip(b"\r\n") in (OURS, THEIRS) for line in content.splitlines())


def _merge_lines(base: bytes, ours: bytes, theirs: bytes, end: bytes) -> Merged:
    parts: list[bytes] = []
    conflicts = 0
    for region in diff3(_lines(base), _lines(ours), _lines(theirs)):
        if isinstance(region, Clean):
            parts.extend(region.lines)
            continue
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
