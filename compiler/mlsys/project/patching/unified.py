"""Unified diffs: making, reading and applying them, on bytes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NO_END: Final = b"\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Hunk:
    """Replace ``old`` by ``new``; both include their context."""

    line: int
    """The line, counted from 0, at which ``old`` is expected."""
    old: tuple[bytes, ...]
    new: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class FilePatch:
    """The changes of one file."""

    path: str
    """As written behind ``+++``, without the ``b/`` of git."""
    hunks: tuple[Hunk, ...]


def unified(path: str, old: bytes, new: bytes) -> bytes:
    """Return the difference of two texts as git writes it; empty when they are equal."""
    parts: list[bytes] = []
    labels = (f"a/{path}".encode(), f"b/{path}".encode())
    for line in difflib.diff_bytes(difflib.unified_diff, lines_of(old), lines_of(new), *labels):
        parts.append(line)
        if not line.endswith(b"\n"):
            parts.append(b"\n" + _NO_END)
    return b"".join(parts)


def lines_of(content: bytes) -> list[bytes]:
    """Split behind line feeds only."""
    return [line for line in re.split(rb"(?<=\n)", content) if line]


def parse(content: bytes) -> tuple[FilePatch, ...]:
    """Return the patches in ``content``.

    Raises:
        ValueError: if it is no unified diff of text, or does more than change files.
    """
    lines = lines_of(content)
    found: list[FilePatch] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith(
            (b"rename ", b"copy ", b"GIT binary", b"Binary files", b"deleted file", b"new file")
        ):
            raise ValueError("does more than change the lines of a file")
        if line.startswith(b"--- ") and at + 1 < len(lines) and lines[at + 1].startswith(b"+++ "):
            path, hunks, at = _file(lines, at + 1)
            found.append(FilePatch(path, tuple(hunks)))
        else:
            at += 1
    if not found:
        raise ValueError("holds no unified diff")
    return tuple(found)


def _file(lines: Sequence[bytes], at: int) -> tuple[str, list[Hunk], int]:
    path = lines[at][4:].decode().split("\t")[0].strip().removeprefix("b/")
    at += 1
    hunks: list[Hunk] = []
    while at < len(lines) and (match := _HUNK.match(lines[at])):
        counts = [int(number) if number is not None else 1 for number in match.groups()]
        hunk, at = _hunk(lines, at + 1, counts)
        hunks.append(hunk)
    if not hunks:
        raise ValueError(f"has no change for `{path}`")
    return path, hunks, at


def _hunk(lines: Sequence[bytes], at: int, counts: Sequence[int]) -> tuple[Hunk, int]:
    start, removed, _, added = counts
    old: list[bytes] = []
    new: list[bytes] = []
    while len(old) < removed or len(new) < added or (at < len(lines) and lines[at].startswith(b"\\")):
        if at >= len(lines):
            raise ValueError("ends in the middle of a hunk")
        sign, text = lines[at][:1], lines[at][1:]
        if sign == b"\\":
            _without_end(lines[at - 1][:1], old, new)
        elif sign not in (b" ", b"-", b"+", b"\n", b"\r"):
            raise ValueError("has a hunk with a line that is no change")
        if sign in (b" ", b"-", b"\n", b"\r"):
            old.append(text or b"\n")
        if sign in (b" ", b"+", b"\n", b"\r"):
            new.append(text or b"\n")
        at += 1
    return Hunk(max(start - 1, 0) if removed else start, tuple(old), tuple(new)), at


def _without_end(sign: bytes, old: list[bytes], new: list[bytes]) -> None:
    for side in ([old] if sign != b"+" else []) + ([new] if sign != b"-" else []):
        side[-1] = side[-1].removesuffix(b"\n")


def apply(content: bytes, patch: FilePatch) -> bytes:
    """Return ``content`` with ``patch``; a hunk may have moved, but its context must be there.

    Raises:
        ValueError: if a hunk has no place, or more than one that is equally near.
    """
    lines = lines_of(content)
    done = shift = 0
    for number, hunk in enumerate(patch.hunks, start=1):
        what = f"change {number} of {len(patch.hunks)}"
        place = _place(lines, hunk, hunk.line + shift, done, what)
        lines[place : place + len(hunk.old)] = hunk.new
        shift = place - hunk.line + len(hunk.new) - len(hunk.old)
        done = place + len(hunk.new)
    return b"".join(lines)


def reverse(patch: FilePatch) -> FilePatch:
    """Return what takes ``patch`` back."""
    shift, hunks = 0, []
    for hunk in patch.hunks:
        hunks.append(Hunk(hunk.line + shift, hunk.new, hunk.old))
        shift += len(hunk.new) - len(hunk.old)
    return FilePatch(patch.path, tuple(hunks))


def _place(lines: Sequence[bytes], hunk: Hunk, expected: int, first: int, what: str) -> int:
    """Return where the old lines of a hunk stand, nearest to where they are expected."""
    size = len(hunk.old)
    places = [
        place
        for place in range(first, len(lines) - size + 1)
        if tuple(lines[place : place + size]) == hunk.old
    ]
    if not places:
        raise ValueError(f"the lines around {what} are no longer there")
    nearest = min(abs(place - expected) for place in places)
    found = [place for place in places if abs(place - expected) == nearest]
    if len(found) > 1:
        both = " and ".join(str(place + 1) for place in found)
        raise ValueError(f"the lines around {what} stand at two places equally near, lines {both}")
    return found[0]
