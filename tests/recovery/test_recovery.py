"""One run finds structural and semantic mistakes, and nothing that is only a consequence of another one."""

from __future__ import annotations

import pytest

from mlsys.diagnostics import Diagnostic
from mlsys.diagnostics.text import summary
from mlsys.pipeline import Judgement, Options, check_source
from mlsys.source import SourceFile
from rules_support import BASES

PROTOTYPE = """\
apiVersion: mlsys/v1alpha2
kind: MLSystem
metadata: {name: quick-churn}
task: {type: binary, classes: ["No", "Yes"], positive_class: "Yes"}
data:
  source: {path: rows.csv}
  features:
    tenure: {type: integer, range: 0..120}
    plan: {type: categorical, values: [a, b]}
  label: {column: churn}
metrics: {pr_auc: {role: optimize}}
baseline: {rule: {kind: heuristic, rule: "plan == 'a' and tenure < 12"}}
"""


def check(text: str) -> Judgement:
    return check_source(SourceFile("mlsystem.yaml", text), Options())


def edited(*edits: tuple[str, str], text: str = PROTOTYPE) -> Judgement:
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return check(text)


def told(checked: Judgement) -> list[tuple[str, str]]:
    return [(d.code, d.message) for d in checked.report.diagnostics]


def codes(checked: Judgement) -> list[str]:
    return [d.code for d in checked.report.diagnostics]


def only(checked: Judgement) -> Diagnostic:
    (finding,) = checked.report.diagnostics
    return finding


def test_a_typo_does_not_hide_an_unknown_metric() -> None:
    found = edited(("role: optimize", "roll: optimize"), ("pr_auc", "pr_acu"))
    assert codes(found) == ["MLS401", "MLS001"]


def test_what_stands_below_a_misspelt_key_is_checked_too() -> None:
    found = edited(("task:", "tsk:"), ('positive_class: "Yes"', 'positive_class: "Yess"'))
    assert told(found) == [
        ("MLS001", "`tsk` is not a field of the document"),
        ("MLS005", "`Yess` is not declared in `task.classes`"),
    ]


def test_a_broken_reference_does_not_hide_the_rest() -> None:
    found = edited(('positive_class: "Yes"', 'positive_class: "Yess"'), ("pr_auc", "pr_acu"))
    assert codes(found) == ["MLS005", "MLS401"]


def test_a_use_of_a_faulty_entry_is_no_mistake() -> None:
    assert only(edited(("type: integer", "type: 7"))).code == "MLS019"
    assert only(edited(("kind: heuristic", "kind: [x]"))).route == ("baseline", "rule", "kind")


def test_another_entry_of_the_same_map_is_still_judged() -> None:
    found = edited(("{role: optimize}}", "{role: optimize, gate: {min: x}}, r2: {role: report}}"))
    assert "MLS401" in codes(found)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("type: binary", "type: sorting", "needs a valid `task.type`"),
        ("mlsys/v1alpha2", "mlsys/v7", "needs a valid `apiVersion`"),
        ("kind: MLSystem", "kind: MLSystem\nextends: [parent.yaml]", "needs every parent"),
    ],
)
def test_what_was_not_judged_is_said(old: str, new: str, reason: str) -> None:
    checked = edited((old, new))
    assert len(checked.report.diagnostics) == 1
    assert checked.report.rules_run == 0
    assert all(skipped.reason.startswith(reason) for skipped in checked.report.skipped)
    assert reason in summary(checked.report)
    assert checked.system is None


def test_an_unknown_key_may_have_been_any_field_that_is_absent() -> None:
    text = (BASES / "binary.yaml").read_text()
    found = edited(
        ("{role: operations, team: platform, ", "{role: operations, gruppe: platform, "), text=text
    )
    assert only(found).code == "MLS001"


def test_a_document_with_errors_is_not_compiled() -> None:
    assert edited(("tenure: {type", "tenure: {typ")).system is None


def test_rules_that_depend_on_an_error_are_counted_as_skipped() -> None:
    checked = edited(("range: 0..120", "range: zero"))
    reasons = {skipped.reason for skipped in checked.report.skipped if "error" in skipped.reason}
    assert reasons <= {"depends on `data.features.tenure.range`, which has an error"}


class TestEnvironments:
    """Findings of every environment come in one run."""

    TEXT = (BASES / "binary.yaml").read_text()

    def test_an_error_in_one_does_not_hide_those_of_another(self) -> None:
        found = edited(
            ("{replicas: {min: 2, max: 3}}", "{replica: {min: 2, max: 3}}"),
            ("  production:\n", "  production:\n    overlay: {infra: {serving: {replicas: {min: 9}}}}\n"),
            text=self.TEXT,
        )
        assert {"MLS001", "MLS601"} <= set(codes(found))

    def test_an_error_of_the_document_is_told_once(self) -> None:
        assert len(edited(("rows: 200000", "rows: many"), text=self.TEXT).report.diagnostics) == 1

    def test_a_wrong_stage_is_one_mistake(self) -> None:
        found = edited(("stage: pilot", "stage: {a: b}"), text=self.TEXT)
        assert only(found).route == ("environments", "staging", "stage")
