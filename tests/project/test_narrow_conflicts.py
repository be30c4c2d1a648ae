"""A conflict is as small as the entry that both sides changed; the rest of the file is merged."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mlsys.project.merge.leaves import Kind, leaves
from mlsys.project.merge.three_way import BASE, MIDDLE, OURS, THEIRS, Merged, Side, merge, pick

PYPROJECT = """\
[project]
dependencies = [
    "fastapi>=0.115",
    "numpy>=2",
]

[tool.ruff]
line-length = 110
target-version = "py311"
"""
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: api\nspec:\n  ports:\n    - {name: http, port: 80}\n"
)
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
  image: x
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mine\ndata:\n  a: b\n"
BUDGET = (
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: api\nspec:\n  minAvailable: 1\n"
)


def merged(path: str, base: str, ours: str, theirs: str) -> Merged:
    found = merge(base.encode(), ours.encode(), theirs.encode(), path)
    assert found is not None
    return found


def blocks(found: Merged) -> list[dict[bytes, list[str]]]:
    """Return what stands between the markers, by the marker above it."""
    blocks: list[dict[bytes, list[str]]] = []
    section = None
    for line in found.content.splitlines():
        if line == OURS:
            blocks.append({OURS: [], BASE: [], MIDDLE: []})
        if line in (OURS, BASE, MIDDLE):
            section = line
        elif line == THEIRS:
            section = None
        elif section is not None:
            blocks[-1][section].append(line.decode().strip())
    return blocks


def solved(found: Merged, side: Side) -> str:
    return pick(found.content, side).decode()


def test_one_requirement_in_conflict_leaves_the_rest_merged() -> None:
    ours = PYPROJECT.replace('numpy>=2",', 'numpy>=2.1",\n    "polars>=1",').replace("110", "100")
    theirs = PYPROJECT.replace('numpy>=2",', 'numpy>=2.3",\n    "scipy>=1",').replace("py311", "py312")
    found = merged("pyproject.toml", PYPROJECT, ours, theirs)
    assert blocks(found) == [{OURS: ['"numpy>=2.1",'], BASE: ['"numpy>=2",'], MIDDLE: ['"numpy>=2.3",']}]
    read = tomllib.loads(solved(found, Side.THEIRS))
    assert sorted(read["project"]["dependencies"]) == [
        "fastapi>=0.115",
        "numpy>=2.3",
        "polars>=1",
        "scipy>=1",
    ]
    assert read["tool"]["ruff"] == {"line-length": 100, "target-version": "py312"}


def test_json_is_valid_for_either_side() -> None:
    base = '{\n  "a": 1,\n  "b": 2\n}\n'
    ours = '{\n  "a": 1,\n  "b": 3,\n  "mine": {\n    "x": 1\n  }\n}\n'
    theirs = '{\n  "a": 1,\n  "b": 4,\n  "theirs": [1]\n}\n'
    found = merged("package.json", base, ours, theirs)
    assert found.conflicts == 1
    for side, value in ((Side.OURS, 3), (Side.THEIRS, 4)):
        assert json.loads(solved(found, side)) == {"a": 1, "b": value, "mine": {"x": 1}, "theirs": [1]}


def test_a_nested_entry_is_narrowed_too() -> None:
    base = "services:\n  api:\n    image: x\n    env:\n      A: 1\n"
    ours = base.replace("image: x", "image: m") + "      B: 1\n"
    found = merged("compose.yaml", base, ours, base.replace("image: x", "image: t").replace("A: 1", "A: 2"))
    assert [block[OURS] for block in blocks(found)] == [["image: m"]]
    assert "A: 2\n      B: 1\n" in solved(found, Side.OURS)


def test_imports_are_merged_beside_code_in_conflict() -> None:
    base = "import os\nfrom a import b\n\nx = 1\n"
    ours = base.replace("os\n", "os\nimport mine\n").replace("x = 1", "x = 2")
    theirs = base.replace("os\n", "os\nimport theirs\n").replace("x = 1", "x = 3")
    found = merged("x.py", base, ours, theirs)
    assert [block[OURS] for block in blocks(found)] == [["x = 2"]]
    assert leaves(Kind.PYTHON, pick(found.content, Side.OURS)) == {
        ("", name, ""): True for name in ("os", "mine", "theirs")
    } | {("a", "b", ""): True}


def test_an_entry_deleted_here_and_changed_there_is_one_block() -> None:
    base = "a = 1\nb = 1\nc = 1\n"
    found = merged("x.toml", base, "a = 2\nc = 1\n", "a = 1\nb = 2\nc = 2\n")
    assert blocks(found) == [{OURS: [], BASE: ["b = 1"], MIDDLE: ["b = 2"]}]
    assert tomllib.loads(solved(found, Side.OURS)) == {"a": 2, "c": 2}


def test_a_side_that_wins_takes_the_entry_and_not_its_neighbours() -> None:
    base, ours, theirs = "a = 1\nb = 1\n", "a = 2\nb = 2\n", "a = 3\nb = 1\nc = 3\n"
    found = merge(base.encode(), ours.encode(), theirs.encode(), "x.toml", favour=Side.THEIRS)
    assert found is not None
    assert tomllib.loads(found.content.decode()) == {"a": 3, "b": 2, "c": 3}


def stream(*documents: str, head: str = "") -> str:
    return head + "---\n".join(documents)


def test_documents_are_merged_by_what_they_are_about() -> None:
    base = stream(SERVICE, DEPLOYMENT, head="# generated\n")
    ours = stream(SERVICE, DEPLOYMENT.replace("replicas: 2", "replicas: 5"), CONFIG, head="# generated\n")
    theirs = stream(
        SERVICE,
        DEPLOYMENT.replace("replicas: 2", "replicas: 3").replace("image: x", "image: y"),
        BUDGET,
        head="# generated\n",
    )
    found = merged("base/api.yaml", base, ours, theirs)
    assert [block[OURS] for block in blocks(found)] == [["replicas: 5"]]
    text = solved(found, Side.THEIRS)
    assert text.startswith("# generated\napiVersion: v1\n")
    assert sorted(text.removeprefix("# generated\n").split("---\n")) == sorted(
        [SERVICE, DEPLOYMENT.replace("replicas: 2", "replicas: 3").replace("x\n", "y\n"), CONFIG, BUDGET]
    )


def test_edits_follow_documents_that_change_places() -> None:
    ours = stream(SERVICE.replace("port: 80", "port: 81"), DEPLOYMENT.replace("replicas: 2", "replicas: 5"))
    theirs = stream(DEPLOYMENT.replace("image: x", "image: y"), SERVICE)
    found = merged("api.yml", stream(SERVICE, DEPLOYMENT), ours, theirs)
    assert found.conflicts == 0
    assert found.content.decode() == ours.replace("image: x", "image: y")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_document_that_one_side_dropped_goes(end: str) -> None:
    sides = [
        stream(SERVICE, DEPLOYMENT, BUDGET),
        stream(SERVICE.replace("port: 80", "port: 81"), DEPLOYMENT, BUDGET),
        stream(SERVICE, BUDGET.replace("1\n", "2\n")),
    ]
    base, ours, theirs = (side.replace("\n", end) for side in sides)
    found = merged("api.yaml", base, ours, theirs)
    expected = stream(SERVICE.replace("port: 80", "port: 81"), BUDGET.replace("1\n", "2\n"))
    assert found == Merged(expected.replace("\n", end).encode(), 0)


def test_comments_at_the_end_stay() -> None:
    base = stream(SERVICE, DEPLOYMENT)
    ours = stream(SERVICE, DEPLOYMENT.replace("replicas: 2", "replicas: 5"), "# my notes\n")
    found = merged("api.yaml", base, ours, stream(SERVICE, DEPLOYMENT.replace("image: x", "image: y")))
    assert found.content.decode() == ours.replace("image: x", "image: y")


@pytest.mark.parametrize(
    "ours", ["", "# nothing left\n", "---\n", "a: [\n---\nb: 1\n", f"{SERVICE}---\n{SERVICE}"]
)
def test_a_stream_that_cannot_be_taken_apart_keeps_all_lines(ours: str) -> None:
    theirs = stream(SERVICE.replace("port: 80", "port: 81"), DEPLOYMENT.replace("image: x", "image: y"))
    found = merged("api.yaml", stream(SERVICE, DEPLOYMENT), ours, theirs)
    assert found.conflicts
    assert set(ours.splitlines()) <= set(solved(found, Side.OURS).splitlines())


KEYS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 3), max_size=6)


@given(KEYS, KEYS, KEYS)
@example({"a": 0, "b": 0}, {}, {"a": 0})
@example({"a": 0}, {}, {"a": 0, "b": 0})
def test_only_keys_that_contradict_stand_between_markers(
    base: dict[str, int], ours: dict[str, int], theirs: dict[str, int]
) -> None:
    texts = ["".join(f"{k} = {v}\n" for k, v in sorted(side.items())) for side in (base, ours, theirs)]
    found = merged("x.toml", *texts)
    contradicting = {
        key
        for key in "abcdef"
        if base.get(key) not in (ours.get(key), theirs.get(key)) and ours.get(key) != theirs.get(key)
    }
    in_blocks = {line[0] for block in blocks(found) for lines in block.values() for line in lines}
    assert in_blocks == contradicting
    for side, mine in ((Side.OURS, ours), (Side.THEIRS, theirs)):
        read = tomllib.loads(solved(found, side))
        for key in "abcdef":
            other = theirs if mine is ours else ours
            changed = key in contradicting or base.get(key) != mine.get(key)
            assert read.get(key) == (mine if changed else other).get(key)
