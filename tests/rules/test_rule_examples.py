"""Every rule is held by its own examples, its page and its name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mlsys.diagnostics.codes import PAGES
from mlsys.rules.base import Band, Example, Rule
from mlsys.rules.registry import all_rules
from rules_support import BASES, by_schema, findings, report, tree_with

RULES = all_rules()
SECTIONS = ("## What it finds", "## Why it matters", "## What to do", "## Source")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@pytest.mark.parametrize("name", sorted(path.stem for path in BASES.glob("*.yaml")))
def test_the_complete_documents_have_no_findings(name: str):
    assert [(d.code, d.message, d.route) for d in findings(Example("", name))] == []


@every_rule
def test_the_good_example_has_no_finding_of_the_rule(rule: Rule):
    for example in rule.good:
        assert [d.message for d in findings(example) if d.code == rule.code] == [], example.text


@pytest.mark.slow
@every_rule
def test_the_schema_alone_accepts_the_examples(rule: Rule):
    """The other tests ask the models first, as the compiler does."""
    for example in (*rule.good, *rule.bad):
        assert by_schema().check(tree_with(example.text, example.base)) == (), example.text


@every_rule
def test_the_bad_example_has_that_finding_and_no_other(rule: Rule):
    for example in rule.bad:
        found = findings(example)
        assert {d.code for d in found} == {rule.code}, (example.text, [(d.code, d.message) for d in found])


@every_rule
def test_the_rule_judges_its_examples(rule: Rule):
    for example in (*rule.good, *rule.bad):
        assert rule.code in report(example).ran


@every_rule
def test_the_message_stands_alone(rule: Rule):
    for finding in (finding for example in rule.bad for finding in findings(example)):
        assert finding.message[0] not in " .", finding.message
        assert not finding.message.endswith("."), finding.message
        assert len(finding.message) <= 160, finding.message
        assert "\n" not in finding.message
        assert finding.help or finding.note, "a finding shows a way out"
        assert "None" not in finding.message + finding.help + finding.note


@every_rule
def test_the_message_shows_this_document(rule: Rule):
    """A number or a name of the bad example stands in the message or the note; an omission may have none."""
    if rule.severity.prototype is None:
        return
    for finding in (finding for example in rule.bad for finding in findings(example)):
        text = finding.message + finding.note
        assert re.search(r"[0-9]|`", text) or len(finding.route) > 1, text


@every_rule
def test_routes_lead_into_the_language(rule: Rule):
    from mlsys.spec.lookup import lookup

    for finding in (finding for example in rule.bad for finding in findings(example)):
        for route in (finding.route, *(related.route for related in finding.related)):
            assert lookup(route), route


@every_rule
def test_the_page_has_its_sections(rule: Rule):
    positions = [rule.doc.find(section) for section in SECTIONS]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert rule.doc.partition("\n")[0].endswith(".")
    for section in SECTIONS:
        assert re.search(re.escape(section) + r"\n\S", rule.doc), f"{section} is empty"


@every_rule
def test_the_file_is_named_after_the_rule(rule: Rule):
    path = Path(sys.modules[rule.check.__module__].__file__ or "")
    assert path.stem == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert path.parent.name == rule.band.folder


def test_codes_and_names_are_unique():
    codes = [*PAGES, *(code for rule in RULES for code in (rule.code, *rule.aliases))]
    assert len(codes) == len(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_band_has_rules():
    assert {rule.band for rule in RULES} == set(Band)


def test_required_paths_are_in_the_language():
    from mlsys.route import parse_route
    from mlsys.spec.lookup import lookup

    for rule in RULES:
        for path in rule.requires:
            assert lookup(parse_route(path)), (rule.code, path)
