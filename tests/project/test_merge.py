"""The three-way merge: no line of the user is lost, whatever happens on the other side."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys.project.merge.three_way import BASE, MIDDLE, OURS, THEIRS, Merged, has_markers, in_style_of, merge

LINES = st.lists(
    st.sampled_from([b"a", b"b", b"c", b"", b"  x = 1", b"}", b"\x0c", b"\xff\xe9"]), max_size=12
)
ENDS = st.sampled_from([b"\n", b"\r\n"])
MARKERS = {OURS, BASE, MIDDLE, THEIRS}


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    end = draw(ENDS)
    return end.join(draw(LINES)) + draw(st.sampled_from([b"", end]))


@st.composite
def edited(draw: st.DrawFn, base: bytes) -> bytes:
    """Return ``base`` with a few lines inserted, replaced or removed."""
    lines = base.split(b"\n")
    for number in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(lines)))
        new = [b"new %d" % number] if draw(st.booleans()) else []
        lines[place : place + draw(st.integers(0, 2))] = new
    return b"\n".join(lines)


def lines_of(content: bytes) -> list[bytes]:
    return [line.removesuffix(b"\r") for line in content.split(b"\n")]


def side(content: bytes, *, ours: bool) -> list[bytes]:
    """Return the lines that one side has after all conflicts were solved in its favour."""
    kept, section = [], b""
    for line in lines_of(content):
        if line in MARKERS:
            section = b"" if line == THEIRS else line
        elif section in (b"", OURS if ours else MIDDLE):
            kept.append(line)
    return kept


def added(before: bytes, after: bytes) -> Counter[bytes]:
    return Counter(lines_of(after)) - Counter(lines_of(before))


@given(texts(), st.data())
def test_no_line_of_either_side_is_lost(base: bytes, data: st.DataObject) -> None:
    ours, theirs = data.draw(edited(base)), data.draw(edited(base))
    merged = merge(base, ours, theirs)
    assert merged is not None
    present = Counter(lines_of(merged.content))
    for written in (ours, theirs):
        lost = set(added(base, written)) - set(present)
        assert not lost - {b""}, (lost, merged.content)


@given(texts(), texts(), texts())
def test_unrelated_texts_lose_nothing_either(base: bytes, ours: bytes, theirs: bytes) -> None:
    merged = merge(base, ours, theirs)
    assert merged is not None
    if merged.conflicts:
        lost = set(added(base, ours)) - set(lines_of(merged.content))
        assert not lost - {b""}


@given(texts(), st.data())
def test_markers_stand_alone_and_name_every_conflict(base: bytes, data: st.DataObject) -> None:
    merged = merge(base, data.draw(edited(base)), data.draw(edited(base)))
    assert merged is not None
    found = [line for line in lines_of(merged.content) if line in MARKERS]
    assert found == [OURS, BASE, MIDDLE, THEIRS] * merged.conflicts
    assert has_markers(merged.content) is bool(merged.conflicts)


@given(texts(), st.data())
def test_solving_every_conflict_for_one_side_keeps_all_its_additions(
    base: bytes, data: st.DataObject
) -> None:
    ours, theirs = data.draw(edited(base)), data.draw(edited(base))
    merged = merge(base, ours, theirs)
    assert merged is not None
    for written, mine in ((ours, True), (theirs, False)):
        missing = added(base, written) - Counter(side(merged.content, ours=mine))
        assert not set(missing) - {b""}


@given(texts(), texts())
def test_the_laws_of_merging(base: bytes, other: bytes) -> None:
    assert merge(base, base, other) == Merged(in_style_of(base, other), 0)
    assert merge(base, other, base) == Merged(other, 0)
    assert merge(base, other, other) == Merged(other, 0)


@given(texts(), st.data())
def test_merging_again_changes_nothing(base: bytes, data: st.DataObject) -> None:
    theirs = data.draw(edited(base))
    merged = merge(base, data.draw(edited(base)), theirs)
    assert merged is not None
    if not merged.conflicts:
        assert merge(theirs, merged.content, theirs) == merged


def test_line_ends_of_the_user_stay() -> None:
    base = b"one\ntwo\nthree\nfour\n"
    ours = b"one\r\ntwo\r\nthree\r\nmine\r\n"
    assert merge(base, ours, b"ONE\ntwo\nthree\nfour\n") == Merged(b"ONE\r\ntwo\r\nthree\r\nmine\r\n", 0)


def test_a_file_of_mixed_line_ends_is_merged_line_by_line() -> None:
    base = b"one\ntwo\nthree\nfour\nfive\n"
    ours = b"one\r\ntwo\r\nthree\r\nfour\r\nfive\nmine\n"
    theirs = b"zero\none\ntwo\n3\nfour\nfive\n"
    expected = b"zero\r\none\r\ntwo\r\n3\r\nfour\r\nfive\nmine\n"
    assert merge(base, ours, theirs) == Merged(expected, 0)
    ours = b"one\ntwo\nthree\r\nfour\nfive\n"
    assert merge(base, ours, b"ONE\n" + base[4:]) == Merged(b"ONE\n" + ours[4:], 0)


def test_frequent_lines_do_not_tear_a_long_file_apart() -> None:
    base = b"".join(b"def f%d():\n    return\n\n" % (number % 3) for number in range(100))
    ours = base.replace(b"def f1():\n", b"def f1():\n    mine\n", 1)
    theirs = base + b"theirs\n"
    assert merge(base, ours, theirs) == Merged(ours + b"theirs\n", 0)


def test_a_missing_last_line_end_does_not_glue_lines() -> None:
    merged = merge(b"a\nb", b"a\nmine", b"a\ntheirs")
    assert merged is not None
    expected = [b"a", OURS, b"mine", BASE, b"b", MIDDLE, b"theirs", THEIRS, b""]
    assert merged.content.split(b"\n") == expected


@pytest.mark.parametrize("broken", [(b"\0", b"a", b"b"), (b"a", b"\0", b"b"), (b"a", b"b", b"\0")])
def test_binary_content_is_not_merged(broken: tuple[bytes, bytes, bytes]) -> None:
    assert merge(*broken) is None
