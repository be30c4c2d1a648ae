"""A fix that a rule offers resolves its finding."""

from __future__ import annotations

import json

import pytest

from mlsys.ir.build import build
from mlsys.rules.base import Example, Rule
from mlsys.rules.registry import all_rules
from mlsys.rules.run import run
from mlsys.source import SourceFile
from mlsys.spec.root import bind
from mlsys.syntax.edits import apply
from mlsys.syntax.nodes import to_plain
from rules_support import TODAY, checker, findings, tree_of, tree_with


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_the_fixes_resolve_their_findings(rule: Rule):
    for example in rule.bad:
        for finding in (finding for finding in findings(example) if finding.fix is not None):
            text = json.dumps(to_plain(tree_with(example.text, example.base)), indent=1)
            edited = apply(SourceFile("mlsystem.yaml", text), [finding.fix])
            assert edited.refused == ()
            tree = tree_of(edited.text)
            assert checker().check(tree) == ()
            system = build(bind(tree), tree, today=TODAY, profile=example.profile)
            left = [(d.code, d.message) for d in run(system).diagnostics if d.code == rule.code]
            assert (rule.code, finding.message) not in left, example.text


def test_a_fix_of_a_reference_keeps_the_rest():
    bad = Example("evaluation: {must_beat: {metric: pr_acu}}")
    (finding,) = findings(bad)
    assert finding.fix is not None
    assert finding.help == "did you mean `pr_auc`?"
