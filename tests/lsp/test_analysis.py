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
requirements: {scalability: {traffic: {now: 100k/d, peak_factor: 4}}}
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
    assert is_specification("/x/base.yaml", "# a parent\napiVersion: mlsys/v1alpha2\n")
    assert not is_specification("/x/compose.yaml", "services: {}\n")


@pytest.mark.parametrize(
    "given",
    ["", "suppressions:\n  - {rule: MLS777}\n", "suppressions: [{rule: MLS777}]\n", "suppressions: []\n"],
)
def test_a_finding_that_is_no_error_can_be_accepted_where_it_stands(tmp_path: Path, given: str) -> None:
    text = f"{QUICK}{given}resources: {{people: 2 fte}}  # a team\n"
    found = analyse(str(tmp_path / "mlsystem.yaml"), text.replace("0..120", "0..5"))
    text = found.source.text
    offers = [offer for finding in found.findings if (offer := found.acceptance(finding)) is not None]
    assert {offer.finding.code for offer in offers} >= {"MLS037"}
    for offer in offers:
        accepted = text[: offer.start] + offer.text + text[offer.end :]
        kept = {line for line in text.splitlines() if "suppressions" not in line}
        assert kept <= set(accepted.splitlines())
        again = analyse(str(tmp_path / "mlsystem.yaml"), accepted)
        assert offer.finding.code not in {finding.code for finding in again.findings}
        assert "MLS016" not in {finding.code for finding in again.findings}


def test_an_error_cannot_be_accepted(tmp_path: Path) -> None:
    found = analyse(str(tmp_path / "mlsystem.yaml"), QUICK.replace("role: optimize", "rolle: optimize"))
    (wrong,) = (finding for finding in found.findings if finding.code == "MLS001")
    assert found.acceptance(wrong) is None


@pytest.mark.parametrize(
    ("settings", "message", "place"),
    [
        ('ignore = ["MLS105", "MLS9999"]\n', "there is no rule MLS9999", (1, 22)),
        ('select = ["no-such"]\n', "there is no rule no-such", (1, 12)),
        ('\nignore = ["MLS401"]\n', "MLS401 finds errors, which cannot be ignored", (2, 12)),
        ("select = [\n", "mlsys.toml is not TOML", None),
        ("selct = []\n", "there is no setting `selct`", None),
    ],
)
def test_mistakes_in_the_settings_are_told_and_do_not_count(tmp_path, settings, message, place) -> None:
    (tmp_path / "mlsys.toml").write_text(settings)
    found = analyse(str(tmp_path / "mlsystem.yaml"), QUICK.replace("role: optimize", "rolle: optimize"))
    told = {finding.code: finding for finding in found.findings}
    assert message in told["settings"].message
    span = told["settings"].span
    assert (span and (span.start.line, span.start.column)) == place
    assert "MLS001" in told
