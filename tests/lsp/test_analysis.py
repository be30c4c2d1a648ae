"""What the language server knows about a text: fixes that belong to it, routes at places, smallest edits."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsys.cli.lsp.analysis import analyse, is_specification
from mlsys.cli.lsp.places import difference, route_at
from mlsys.source import SourceFile
from mlsys.syntax.reader import read

QUICK = (Path(__file__).resolve().parents[2] / "examples/quickstart/mlsystem.yaml").read_text()
SERVING = """\
requirements: {scalability: {traffic: {now: 100k/day, peak_factor: 4}}}
infra:
  serving: {replicas: {max: %s, per_replica: {mean_latency: 900ms}}}
"""


def fixes(text: str, tmp_path: Path) -> list[str]:
    offers = analyse(str(tmp_path / "mlsystem.yaml"), text).offers()
    return [text[: o.start] + o.text + text[o.end :] for o in offers if o.finding.code == "MLS605"]


def test_a_fix_is_offered_where_the_value_stands(tmp_path: Path) -> None:
    text = QUICK.replace("  type: binary", "  prediction: {mode: online}\n  type: binary") + SERVING % 2
    (fixed,) = fixes(text, tmp_path)
    assert fixed != text
    assert fixes(fixed, tmp_path) == []


def test_a_fix_of_what_an_overlay_says_is_not_made_in_the_base(tmp_path: Path) -> None:
    overlay = "environments: {old: {overlay: {infra: {serving: {replicas: {max: 2}}}}}}\n"
    text = QUICK.replace("  type: binary", "  prediction: {mode: online}\n  type: binary")
    text += SERVING % 40 + overlay
    found = analyse(str(tmp_path / "mlsystem.yaml"), text)
    assert any(d.code == "MLS605" and d.fix for d in found.findings)
    assert fixes(text, tmp_path) == []


def test_a_route_is_found_at_keys_values_and_items() -> None:
    text = "a:\n  b: [x, {c: 1}]\nd: 2\n"
    tree = read(SourceFile("t", text)).value
    assert tree is not None
    at = {mark: route_at(tree, text.index(mark)) for mark in ("a", "b", "x", "c", "1", "d", "2")}
    assert at["a"] == ("a",)
    assert at["b"] == ("a", "b")
    assert at["x"] == ("a", "b", 0)
    assert at["c"] == at["1"] == ("a", "b", 1, "c")
    assert at["d"] == at["2"] == ("d",)
    assert route_at(tree, len(text)) == ()


@pytest.mark.parametrize(
    ("old", "new"), [("abc", "axc"), ("aa", "aaa"), ("aaa", "aa"), ("", "x"), ("x", ""), ("same", "same")]
)
def test_the_smallest_edit_makes_the_new_text(old: str, new: str) -> None:
    start, end, text = difference(old, new)
    assert old[:start] + text + old[end:] == new
    assert len(text) <= abs(len(new) - len(old)) + 1


def test_documents_of_others_are_told_apart() -> None:
    assert is_specification("/x/mlsystem.yaml", "")
    assert is_specification("/x/mlsystem.prod.yml", "")
    assert is_specification("/x/base.yaml", "# a parent\napiVersion: mlsys/v1alpha1\n")
    assert not is_specification("/x/compose.yaml", "services: {}\n")
