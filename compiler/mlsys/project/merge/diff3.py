"""Merging lines three ways: where both sides went away from the base, and where only one did.

The lines of each side are matched with the base by patience (Bram Cohen's rule: lines that are unique on
both sides anchor the rest, which keeps whole functions together) and by ``difflib`` between the anchors. What
both matches share is common; every stretch between is judged as in Khanna, Kunal and Pierce, "A Formal
Investigation of Diff3" (2007).
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Lines: TypeAlias = Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Block:
    """``size`` equal lines from ``a`` in one text and from ``b`` in the other."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True)
class Clean:
    """Lines on which both sides agree, or that one side alone changed."""

    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Lines that both sides changed, each in its own way."""

    base: tuple[bytes, ...]
    ours: tuple[bytes, ...]
    theirs: tuple[bytes, ...]


Region: TypeAlias = Clean | Clash


def diff3(base: Lines, ours: Lines, theirs: Lines) -> Iterator[Region]:
    """Yield the merge of ``ours`` and ``theirs`` over ``base``, in order; no region is empty."""
    at_base = at_ours = at_theirs = 0
    for start, mine, now, size in (
        *_common(matches(base, ours), matches(base, theirs)),
        (len(base), len(ours), len(theirs), 0),
    ):
        changed = _judge(tuple(base[at_base:start]), tuple(ours[at_ours:mine]), tuple(theirs[at_theirs:now]))
        if isinstance(changed, Clash) or changed.lines:
            yield changed
        if size:
            yield Clean(tuple(base[start : start + size]))
        at_base, at_ours, at_theirs = start + size, mine + size, now + size


def _judge(base: tuple[bytes, ...], ours: tuple[bytes, ...], theirs: tuple[bytes, ...]) -> Region:
    if theirs in (base, ours):
        return Clean(ours)
    return Clean(theirs) if ours == base else Clash(base, ours, theirs)


def _common(ours: Sequence[Block], theirs: Sequence[Block]) -> Iterator[tuple[int, int, int, int]]:
    """Yield what both matches share: start in the base, in ours and in theirs, and the number of lines."""
    one = other = 0
    while one < len(ours) and other < len(theirs):
        mine, now = ours[one], theirs[other]
        start, end = max(mine.a, now.a), min(mine.a + mine.size, now.a + now.size)
        if start < end:
            yield start, mine.b + start - mine.a, now.b + start - now.a, end - start
        if mine.a + mine.size < now.a + now.size:
            one += 1
        else:
            other += 1


def matches(a: Lines, b: Lines) -> list[Block]:
    """Return equal blocks of ``a`` and ``b``, in order and without overlap, adjacent ones joined."""
    joined: list[Block] = []
    for block in _match(a, b, Block(0, 0, 0), (len(a), len(b))):
        last = joined[-1] if joined else None
        if last is not None and last.a + last.size == block.a and last.b + last.size == block.b:
            joined[-1] = Block(last.a, last.b, last.size + block.size)
        else:
            joined.append(block)
    return joined


def _match(a: Lines, b: Lines, start: Block, end: tuple[int, int]) -> Iterator[Block]:
    """Yield the blocks between ``start`` and ``end`` (exclusive), which are places in ``a`` and ``b``."""
    (low_a, low_b), (high_a, high_b) = (start.a, start.b), end
    head = 0
    while low_a + head < high_a and low_b + head < high_b and a[low_a + head] == b[low_b + head]:
        head += 1
    if head:
        yield Block(low_a, low_b, head)
    low_a, low_b, tail = low_a + head, low_b + head, 0
    while low_a < high_a - tail and low_b < high_b - tail and a[high_a - tail - 1] == b[high_b - tail - 1]:
        tail += 1
    high_a, high_b = high_a - tail, high_b - tail
    if low_a < high_a and low_b < high_b:
        yield from _between(a, b, Block(low_a, low_b, 0), (high_a, high_b))
    if tail:
        yield Block(high_a, high_b, tail)


def _between(a: Lines, b: Lines, start: Block, end: tuple[int, int]) -> Iterator[Block]:
    anchors = _anchors(a[start.a : end[0]], b[start.b : end[1]])
    if not anchors:
        # Frequent lines must not count as junk, or the match would tear blocks apart.
        matcher = difflib.SequenceMatcher(None, a[start.a : end[0]], b[start.b : end[1]], autojunk=False)
        for found in matcher.get_matching_blocks():
            if found.size:
                yield Block(start.a + found.a, start.b + found.b, found.size)
        return
    place = start
    for one, other in anchors:
        anchor = Block(start.a + one, start.b + other, 1)
        yield from _match(a, b, place, (anchor.a, anchor.b))
        yield anchor
        place = Block(anchor.a + 1, anchor.b + 1, 0)
    yield from _match(a, b, place, end)


def _anchors(a: Lines, b: Lines) -> list[tuple[int, int]]:
    """Return the longest rising sequence of places of lines that are unique in both texts."""
    once_a, once_b = Counter(a), Counter(b)
    places = {line: index for index, line in enumerate(b) if once_b[line] == 1}
    pairs = [(i, places[line]) for i, line in enumerate(a) if once_a[line] == 1 and line in places]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(ends, place)
        before.append(last[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [place]
        last[pile : pile + 1] = [index]
    found: list[tuple[int, int]] = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
