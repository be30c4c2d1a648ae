"""One finding a mistake, at its place, with words that help."""

from __future__ import annotations

import pytest

from mlsys.diagnostics import Diagnostic
from mlsys.source import SourceFile
from mlsys.syntax.edits import apply
from schema.language import GOOD, changed, findings


def test_the_good_document_has_no_finding() -> None:
    assert findings(GOOD) == ()


ROLE = "{role: optimize, min: 0.8}"
EXTRA = "x-team: {anything: [goes, NO]}"
TASK = 'task:\n  type: binary\n  positive_class: "Yes"\n'
CASES = [
    # old, new, code, place, part of message, part of help
    ("stage: pilot", "stagee: pilot", "MLS001", "5:3", "`stagee` is not a field of `metadata`", "`stage`?"),
    ("name: churn", "nmae: churn", "MLS001", "4:3", "`nmae` is not a field", "did you mean `name`?"),
    ("positive_class:", "positiveClass:", "MLS001", "8:3", "`positiveClass` is not", "`positive_class`?"),
    (TASK, TASK.replace("task", "tasks"), "MLS001", "6:1", "`tasks` is not a field", "did you mean `task`?"),
    (
        "type: binary",
        "type: binary\n  threshold: 3",
        "MLS001",
        "8:3",
        "not a field of `task`",
        "`task.policy`",
    ),
    (
        "type: binary",
        "type: binary\n  zzz: 3",
        "MLS001",
        "8:3",
        "`zzz` is not a field",
        "`question`, `policy`",
    ),
    (
        "type: binary",
        "type: binary\n  unit: m",
        "MLS001",
        "8:3",
        "no meaning with `type: binary`",
        "`type: regression`",
    ),
    ("type: binary", "type: regression", "MLS001", "8:3", "no meaning with `type: regression`", "delete it"),
    ("stage: pilot", "stage: pilto", "MLS019", "5:10", "cannot be `pilto`", "did you mean `pilot`?"),
    ("stage: pilot", "stage: prod", "MLS019", "5:10", "cannot be `prod`", "did you mean `production`?"),
    ("stage: pilot", "stage: 7", "MLS019", "5:10", "cannot be `7`", "`prototype`, `pilot` or `production`"),
    ("stage: pilot", "version: 1.10", "MLS003", "5:12", "read as the number 1.1", 'write `"1.10"`'),
    ("stage: pilot", "version: true", "MLS003", "5:12", "read as the boolean true", 'write `"true"`'),
    ("min: 0.8", "min: 080", "MLS003", "10:34", "`080` is read as text", "write `80`"),
    ("min: 0.8", '"on": yes', "MLS003", "10:35", "takes `true` or `false`", "write `true`"),
    ('"Yes"', "Yes", "MLS003", "8:19", "the boolean `true`", 'write `"Yes"`'),
    ('"Yes"', "10:30", "MLS003", "8:19", "a number in base 60", 'write `"10:30"`'),
    ("  name: churn\n", "", "MLS018", "3:1", "`name` is missing in `metadata`", "add `name: telco-churn`"),
    ("kind: MLSystem\n", "", "MLS018", "1:1", "`kind` is missing", "add `kind: MLSystem`"),
    ("  type: binary\n", "", "MLS018", "6:1", "`type` is missing in `task`", "`binary` or `regression`"),
    ("min: 0.8", "min: abc", "MLS017", "10:34", "must be a number, not the text `abc`", ""),
    ('"Yes"', "[1]", "MLS017", "8:19", "must be text, not a list", ""),
    (ROLE, "[a]", "MLS017", "10:12", "must be a mapping, not a list", "name: {…}"),
    (EXTRA, "families: linear", "MLS017", "12:11", "must be a list", "`[linear]`"),
    (EXTRA, "families: {a: b}", "MLS017", "12:11", "must be a list, not a mapping", "`- `"),
    ("\n  name: churn\n  stage: pilot", "", "MLS017", "3:1", "`metadata` is empty", "it needs `name`"),
    (EXTRA, "either: text", "MLS017", "12:9", "must be a number or a mapping", ""),
    (EXTRA, "either: {from: cots}", "MLS019", "12:16", "`either.from` cannot be `cots`", "`cost`?"),
    (EXTRA, "families: []", "MLS019", "12:11", "at least 1 item; it is empty", ""),
    (EXTRA, "families: [linear, linear]", "MLS019", "12:20", "stands twice", "delete"),
    (f"roc_auc: {ROLE}", "{}", "MLS019", "10:3", "at least 1 entry", ""),
    ("roc_auc:", "roc auc:", "MLS019", "10:3", "`roc auc` cannot be a name in `metrics`", "letters, digits"),
    ("50ms", "50", "MLS004", "11:18", "has no unit: `50`", "`50ms`"),
    ("50ms", "50 msec", "MLS004", "11:18", "must be a duration", "write `50ms`"),
    ("50ms", "5 minutes", "MLS004", "11:18", "must be a duration", "write `5min`"),
    ("50ms", "soon", "MLS004", "11:18", "must be a duration", "like `50ms` or `30d`"),
    ("99.9%", "99.9", "MLS004", "11:35", "has no unit: `99.9`", "write `99.9%` or `0.999`"),
    ("99.9%", '"0.5"', "MLS004", "11:35", "must be a percentage", "write `0.5` without quotes"),
    ("99.9%", "-1", "MLS004", "11:35", "must be at least 0", ""),
    ("v1alpha2", "v9", "MLS007", "1:13", "this mlsys knows `mlsys/v1alpha2`", "mlsys migrate"),
    ("kind: MLSystem", "kind: System", "MLS007", "2:7", "this mlsys knows `MLSystem`", ""),
]


@pytest.mark.parametrize(("old", "new", "code", "place", "message", "help_"), CASES)
def test_a_mistake_is_one_finding(
    old: str, new: str, code: str, place: str, message: str, help_: str
) -> None:
    (finding,) = changed(old, new)
    assert finding.code == code
    assert finding.span is not None
    assert f"{finding.span.start.line}:{finding.span.start.column}" == place
    assert message in finding.message
    assert help_ in finding.help


@pytest.mark.parametrize(
    "case", [case for case in CASES if any(f.fix and f.fix.safe for f in changed(*case[:2]))]
)
def test_a_safe_fix_leaves_nothing_to_find(case: tuple[str, ...]) -> None:
    text = GOOD.replace(case[0], case[1])
    (finding,) = findings(text)
    assert finding.fix is not None
    result = apply(SourceFile("mlsystem.yaml", text), [finding.fix])
    assert result.applied
    assert findings(result.text) == ()


@pytest.mark.parametrize("text", ["hello", "- a", "3"])
def test_a_document_must_be_a_mapping(text: str) -> None:
    (finding,) = findings(text)
    assert finding.message.startswith("the document must be a mapping")


def test_several_mistakes_are_found_in_one_run() -> None:
    text = GOOD.replace("stage: pilot", "stagee: pilot").replace("50ms", "50").replace("min: 0.8", "min: a")
    assert sorted(f.code for f in findings(text)) == ["MLS001", "MLS004", "MLS017"]


def test_a_mistake_inside_a_branch_does_not_make_its_neighbours_unknown() -> None:
    (finding,) = changed('positive_class: "Yes"', "positive_class: [1]\n  question: why")
    assert finding.route == ("task", "positive_class")


def test_an_unknown_tag_does_not_make_the_fields_unknown() -> None:
    (finding,) = changed("type: binary", "type: binry")
    assert finding.route == ("task", "type")


def test_extensions_are_nobodys_business() -> None:
    assert changed("name: churn", "name: churn\n  x-on: {on: [yes, 010]}") == ()


def test_a_key_that_other_tools_misread_is_quoted_by_the_fix() -> None:
    found: tuple[Diagnostic, ...] = changed("roc_auc:", "no:")
    (finding,) = found
    assert (finding.code, finding.help) == ("MLS003", 'write `"no":`')
    assert finding.fix is not None
    fixed = apply(SourceFile("f", GOOD.replace("roc_auc:", "no:")), [finding.fix])
    assert '"no": {role' in fixed.text
