"""Merging entries where lines clash needlessly, and only there."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlsys.project.merge.leaves import Kind, kind_of, leaves
from mlsys.project.merge.three_way import Merged, Side, has_markers, merge, pick

PYPROJECT = """\
[project]
name = "churn"
dependencies = [
    "fastapi>=0.115",
    "numpy>=2",
]

[tool.ruff]
line-length = 110
target-version = "py311"
"""


def merged(path: str, base: str, ours: str, theirs: str) -> str:
    found = merge(base.encode(), ours.encode(), theirs.encode(), path)
    assert found is not None
    assert found.conflicts == 0, found.content.decode()
    assert found.damaged is None
    return found.content.decode()


def conflicts(path: str, base: str, ours: str, theirs: str) -> bool:
    found = merge(base.encode(), ours.encode(), theirs.encode(), path)
    assert found is not None
    return found.conflicts > 0


def test_both_add_a_dependency_at_one_place() -> None:
    ours = PYPROJECT.replace('    "numpy>=2",\n', '    "numpy>=2",\n    "polars>=1",\n')
    theirs = PYPROJECT.replace('    "numpy>=2",\n', '    "numpy>=2",\n    "prometheus-client>=0.21",\n')
    out = merged("pyproject.toml", PYPROJECT, ours, theirs)
    names = ["fastapi>=0.115", "numpy>=2", "prometheus-client>=0.21", "polars>=1"]
    assert sorted(tomllib.loads(out)["project"]["dependencies"]) == sorted(names)


def test_one_raises_a_bound_and_the_other_adds_below() -> None:
    ours = PYPROJECT.replace("numpy>=2", "numpy>=2.1")
    theirs = PYPROJECT.replace('    "numpy>=2",\n', '    "numpy>=2",\n    "scipy>=1",\n')
    out = merged("pyproject.toml", PYPROJECT, ours, theirs)
    assert tomllib.loads(out)["project"]["dependencies"] == ["fastapi>=0.115", "numpy>=2.1", "scipy>=1"]


def test_both_change_neighbouring_keys_and_add_tables() -> None:
    ours = PYPROJECT.replace("110", "100") + "\n[tool.mine]\nx = 1\n"
    theirs = PYPROJECT.replace("py311", "py312") + "\n[tool.theirs]\ny = [\n  1,\n]\n"
    tool = tomllib.loads(merged("pyproject.toml", PYPROJECT, ours, theirs))["tool"]
    assert tool["ruff"] == {"line-length": 100, "target-version": "py312"}
    assert tool["mine"] == {"x": 1}
    assert tool["theirs"] == {"y": [1]}


def test_comments_stay_with_their_entries() -> None:
    ours = PYPROJECT.replace("line-length = 110", "# wide screens\nline-length = 120")
    theirs = PYPROJECT.replace('"py311"', '"py312"')
    assert "# wide screens\nline-length = 120\n" in merged("a.toml", PYPROJECT, ours, theirs)


def test_yaml_keys_and_items() -> None:
    base = "a: 1\nservices:\n  api:\n    image: x\n    ports:\n      - '80'\n"
    ours = base.replace("- '80'\n", "- '80'\n      - '81'\n") + "  mine:\n    image: m\n"
    theirs = base.replace("image: x", "image: y") + "  theirs:\n    image: t\n"
    out = merged("deploy/compose.yaml", base, ours, theirs)
    for part in ("image: y", "- '81'", "  mine:\n    image: m\n", "  theirs:\n    image: t\n"):
        assert part in out


def test_json_commas_are_put_right() -> None:
    base = '{\n  "a": 1,\n  "b": 2\n}\n'
    ours = '{\n  "a": 1,\n  "b": 2,\n  "mine": {\n    "x": 1\n  }\n}\n'
    theirs = '{\n  "a": 1,\n  "b": 2,\n  "theirs": [\n    1\n  ]\n}\n'
    out = json.loads(merged("package.json", base, ours, theirs))
    assert out == {"a": 1, "b": 2, "mine": {"x": 1}, "theirs": [1]}


def test_imports() -> None:
    base = "import os\nfrom a import b\n\nx = 1\n"
    ours = "import os\nimport mine\nfrom a import b, mine_too\n\nx = 1\n"
    theirs = "import os\nimport theirs\nfrom a import B, b\n\nx = 1\n"
    out = merged("src/app.py", base, ours, theirs)
    assert "from a import B, b, mine_too\n" in out
    assert {"import mine\n", "import theirs\n"} <= set(out.splitlines(keepends=True))


def test_names_of_a_long_import() -> None:
    base = "from a import (\n    b,\n    c,\n)\n"
    out = merged(
        "x.py",
        base,
        base.replace("    c,\n", "    c,\n    m,\n"),
        base.replace("    c,\n", "    c,\n    t,\n"),
    )
    assert leaves(Kind.PYTHON, out.encode()) == {("a", name, ""): True for name in "bcmt"}


@pytest.mark.parametrize("path", ["requirements.txt", ".gitignore", ".dockerignore"])
def test_lists_of_lines(path: str) -> None:
    out = merged(path, "a\nb\n", "a\nb\nmine\n", "a\nb\ntheirs\n")
    assert set(out.split()) == {"a", "b", "mine", "theirs"}


@pytest.mark.parametrize(
    ("path", "base", "ours", "theirs"),
    [
        ("a.toml", "x = 1\n", "x = 2\n", "x = 3\n"),
        ("a.toml", "x = ['a>=1']\n", "x = ['a>=2']\n", "x = ['a>=3']\n"),
        ("a.toml", "x = 1\ny = 1\n", "y = 1\n", "x = 2\ny = 1\n"),
        ("a.yaml", "x: 1\n", "x: 2\n", "x: 3\n"),
        ("a.json", '{"x": 1}\n', '{"x": 2}\n', '{"x": 3}\n'),
        ("a.json", "{\n1\n", "{\n2\n", "{\n3\n"),
        ("requirements.txt", "a==1\n", "a==2\n", "a==3\n"),
        ("a.py", "x = 1\n", "x = 2\n", "x = 3\n"),
        ("a.py", "import a\n", "import b\nx = 1\n", "import c\ny = 2\n"),
        ("a.yaml", "x: 1\n", "x: 1\nd: 1\n", "x: 1\nd: 2\n"),
        # Entries that do not clash, but stand twice in the outcome.
        ("a.toml", "x = 1\nm = 0\n", "x = 1\nd = 1\nm = 0\n", "x = 1\ne = 3\nm = 0\nd = 1\n"),
    ],
)
def test_what_really_contradicts_stays_a_conflict(path: str, base: str, ours: str, theirs: str) -> None:
    assert conflicts(path, base, ours, theirs)


def test_a_clean_merge_that_breaks_the_file_is_told() -> None:
    base = "[a]\nx = 1\n\n\n[b]\ny = 1\n\n\n[c]\nz = 1\n"
    found = merge(base.encode(), f"[d]\n\n{base}".encode(), f"{base}\n[d]\n".encode(), "a.toml")
    assert found is not None
    assert found.damaged is Kind.TOML


@pytest.mark.parametrize("path", ["Makefile", "README.md", "x.sh"])
def test_other_text_has_no_structure(path: str) -> None:
    assert kind_of(path) is None


KEYS = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 3), max_size=7)


@given(KEYS, KEYS, KEYS)
def test_what_a_clean_merge_says_is_what_both_sides_say(
    base: dict[str, int], ours: dict[str, int], theirs: dict[str, int]
) -> None:
    texts = ["".join(f"{k} = {v}\n" for k, v in side.items()).encode() for side in (base, ours, theirs)]
    found = merge(*texts, "x.toml")
    assert found is not None
    if found.conflicts or found.damaged:
        return
    said = tomllib.loads(found.content.decode())
    for key in {**base, **ours, **theirs}:
        before, mine, now = base.get(key), ours.get(key), theirs.get(key)
        assert said.get(key) in (mine, now)
        if before == mine:
            assert said.get(key) == now


@pytest.mark.parametrize(("side", "kept"), [(Side.OURS, b"mine"), (Side.THEIRS, b"theirs")])
def test_conflicts_are_solved_for_a_side(side: Side, kept: bytes) -> None:
    base, ours, theirs = b"a\nb\nc\n", b"a\nmine\nc\n", b"a\ntheirs\nc\n"
    marked = merge(base, ours, theirs)
    assert marked is not None
    assert has_markers(marked.content)
    assert pick(marked.content, side) == b"a\n" + kept + b"\nc\n"
    assert merge(base, ours, theirs, favour=side) == Merged(b"a\n" + kept + b"\nc\n", 0)
