"""The merge of lines, compared with the one that everybody knows."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlsys.project.merge.diff3 import Clash, diff3, matches
from mlsys.project.merge.three_way import BASE, MIDDLE, OURS, THEIRS, merge

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"d", b"e"]), max_size=14)


@given(LINES, LINES)
def test_matches_are_equal_rising_and_apart(a: list[bytes], b: list[bytes]) -> None:
    end_a = end_b = 0
    for block in matches(a, b):
        assert block.size > 0
        assert a[block.a : block.a + block.size] == b[block.b : block.b + block.size]
        assert block.a >= end_a
        assert block.b >= end_b
        assert (block.a, block.b) != (end_a, end_b) or end_a == 0
        end_a, end_b = block.a + block.size, block.b + block.size


@given(LINES, LINES, LINES)
def test_only_real_disagreement_is_a_clash(base: list[bytes], ours: list[bytes], theirs: list[bytes]) -> None:
    clashes = [region for region in diff3(base, ours, theirs) if isinstance(region, Clash)]
    for clash in clashes:
        assert clash.ours != clash.theirs
        assert clash.base not in (clash.ours, clash.theirs)
    if base in (ours, theirs):
        assert not clashes


@given(LINES, LINES)
def test_one_sided_changes_are_taken_over(base: list[bytes], other: list[bytes]) -> None:
    for ours, theirs in ((base, other), (other, base), (other, other)):
        regions = list(diff3(base, ours, theirs))
        assert [line for region in regions for line in getattr(region, "lines", ())] == other


def git_merge(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[bytes, int]:
    for name, content in (("ours", ours), ("base", base), ("theirs", theirs)):
        (folder / name).write_bytes(content)
    labels = [label.split(b" ", 1)[1].decode() for label in (OURS, BASE, THEIRS)]
    command = ["git", "merge-file", "-p", "--diff3", *(part for label in labels for part in ("-L", label))]
    run = subprocess.run([*command, "ours", "base", "theirs"], cwd=folder, capture_output=True, check=False)
    assert run.returncode < 128, run.stderr
    return run.stdout, run.returncode


@st.composite
def edits_of_distinct_lines(draw: st.DrawFn) -> tuple[bytes, bytes, bytes]:
    """Draw texts whose lines are distinct, so that there is one right way to match them."""
    base = [b"line %d" % number for number in range(12)]

    def edited(author: bytes) -> bytes:
        lines = list(base)
        for number in range(draw(st.integers(0, 3))):
            place = draw(st.integers(0, len(lines)))
            new = [b"%s %d" % (author, number)] * draw(st.integers(0, 1))
            lines[place : place + draw(st.integers(0, 2))] = new
        return b"".join(line + b"\n" for line in lines)

    return b"".join(line + b"\n" for line in base), edited(b"ours"), edited(b"theirs")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=edits_of_distinct_lines())
def test_the_result_is_what_git_merge_file_says(tmp_path: Path, texts: tuple[bytes, bytes, bytes]) -> None:
    merged = merge(*texts)
    assert merged is not None
    content, conflicts = git_merge(tmp_path, *texts)
    assert bool(merged.conflicts) == bool(conflicts)
    assert sides(merged.content) == sides(content)


def sides(content: bytes) -> list[list[bytes]]:
    """Return the text of each side; how far a conflict block reaches is a matter of taste."""
    found: list[list[bytes]] = [[], []]
    section = b""
    for line in content.split(b"\n"):
        if line in (OURS, BASE, MIDDLE, THEIRS):
            section = b"" if line == THEIRS else line
            continue
        for side, marker in zip(found, (OURS, MIDDLE), strict=True):
            if section in (b"", marker):
                side.append(line)
    return found
