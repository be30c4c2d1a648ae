"""A document with one leaf changed is found wrong, or is another valid system; nothing crashes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus_support import CORPUS
from mlsys.pipeline import Judgement, check_source
from mlsys.rules.base import Rule
from mlsys.rules.registry import all_rules
from mlsys.source import SourceFile
from mutation_support import Mutant, mutants
from rules_support import BASES, TODAY, tree_with

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(ROOT.glob("examples/*/mlsystem.yaml"))
FREE = ("params", "search", "settings")
"""Maps that the language leaves to others; a leaf below them has no type."""


def judged(text: str) -> Judgement:
    return check_source(SourceFile("mlsystem.yaml", text), today=TODAY)


def complaints(original: Judgement, mutant: Mutant) -> list[str]:
    """Return what is wrong with the judgement of a mutant."""
    known = {(d.code, d.message) for d in original.report.diagnostics}
    checked = judged(mutant.text)
    new = [d for d in checked.report.diagnostics if (d.code, d.message) not in known]
    if any(d.span is None for d in new):
        return ["a finding has no place"]
    if mutant.kind in ("retype", "list", "misspell") and len({(d.code, d.span) for d in new}) > 1:
        return [f"one mistake, {len(new)} findings: " + "; ".join(f"{d.code} {d.message}" for d in new)]
    if new or any(step in FREE for step in mutant.route):
        return []
    if checked.system is None:
        return ["neither valid nor found wrong"]
    same = original.environments == checked.environments and original.system == checked.system
    if same and mutant.kind not in ("drop", "empty", "negate0"):
        return ["changed nothing and was not found"]
    return []


def all_complaints(text: str, every: int = 1) -> Mapping[str, list[str]]:
    original = judged(text)
    found = {mutant.id: complaints(original, mutant) for mutant in mutants(text, every)}
    assert found
    return {name: wrong for name, wrong in found.items() if wrong}


def test_mutants_of_a_small_document() -> None:
    assert all_complaints((CORPUS / "bases/small.yaml").read_text()) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "every", [pytest.param(31, id="some"), pytest.param(5, id="more", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("path", [*EXAMPLES, CORPUS / "bases/grown.yaml"], ids=lambda path: path.parent.name)
def test_mutants_of_the_examples(path: Path, every: int) -> None:
    assert all_complaints(path.read_text(), every) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "every", [pytest.param(89, id="some"), pytest.param(11, id="more", marks=pytest.mark.long)]
)
@pytest.mark.parametrize("name", sorted(path.stem for path in BASES.glob("*.yaml") if path.stem != "binary"))
def test_mutants_of_every_type_of_task(name: str, every: int) -> None:
    import json

    from mlsys.syntax.nodes import to_plain

    assert all_complaints(json.dumps(to_plain(tree_with("", name)), indent=1), every) == {}


JUDGED_BY_THE_DOCUMENT = [r for r in all_rules() if r.bad[0].profile is None and r.bad[0].previous is None]


@pytest.mark.slow
@pytest.mark.parametrize("rule", JUDGED_BY_THE_DOCUMENT, ids=lambda rule: rule.code)
def test_a_typo_elsewhere_hides_no_rule(rule: Rule) -> None:
    """Beside each rule's bad example stands an unknown key; both are found."""
    import json

    from mlsys.syntax.nodes import to_plain

    document = to_plain(tree_with(rule.bad[0].text, rule.bad[0].base))
    assert isinstance(document, dict)
    text = json.dumps({**document, "zzz_unknown": 1}, indent=1)
    found = [d.code for d in judged(text).report.diagnostics]
    assert found.count("MLS001") == 1
    assert rule.code in found
