"""Which rules judge, how severe they are, and what a document may accept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import mlsys.rules
from mlsys.diagnostics import Severity
from mlsys.rules.base import Example
from mlsys.rules.registry import all_rules, find_rule, matches
from mlsys.rules.run import run
from rules_support import environments_of, findings, report, system_of

EXAMPLES = Path(__file__).parents[2] / "examples"
ACCEPTED = "path: {path}, reason: on hold, owner: card-ml, expires: {expires}"


def suppressing(code: str, path: str, expires: str = "2027-01-01", text: str = "") -> Example:
    entry = "{rule: " + code + ", " + ACCEPTED.format(path=path, expires=expires) + "}"
    return Example("{" + f"suppressions: [{entry}]" + (f", {text}" if text else "") + "}")


def test_every_file_is_a_rule():
    files = {path.stem for path in Path(mlsys.rules.__path__[0]).glob("*/mls*.py")}
    assert {rule.code.lower() for rule in all_rules()} == {stem.partition("_")[0] for stem in files}
    assert len(files) == len(all_rules())


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/mlsystem.yaml")), ids=lambda path: path.parent.name)
def test_the_examples_have_no_findings(path: Path):
    for environment, system in environments_of(path):
        found = [(d.code, d.message) for d in run(system).diagnostics]
        assert found == [], environment


@pytest.mark.parametrize(
    ("stage", "severity"),
    [("prototype", None), ("pilot", Severity.WARNING), ("production", Severity.DANGER)],
)
def test_an_omission_grows_with_the_stage(stage: str, severity: Severity | None):
    found = findings(Example(f"{{metadata: {{stage: {stage}}}, evaluation: {{must_beat: ~}}}}"))
    assert [d.severity for d in found if d.code == "MLS406"] == ([] if severity is None else [severity])


@pytest.mark.parametrize("stage", ["prototype", "pilot", "production"])
def test_a_contradiction_is_an_error_at_every_stage(stage: str):
    found = findings(
        Example(f"{{metadata: {{stage: {stage}}}, infra: {{serving: {{replicas: {{min: 3, max: 2}}}}}}}}")
    )
    assert [d.severity for d in found if d.code == "MLS601"] == [Severity.ERROR]


def test_the_stage_of_the_environment_counts():
    system = system_of(Example("evaluation: {must_beat: ~}"), environment="staging")
    assert system.stage == "pilot"
    assert [d.severity for d in run(system).diagnostics if d.code == "MLS406"] == [Severity.WARNING]


def test_undeclared_estimates_skip_a_rule_with_the_reason():
    skipped = {s.code: s.reason for s in report(Example("", base="prototype")).skipped}
    assert skipped["MLS605"] == ("needs requirements.scalability.traffic, infra.serving.replicas.per_replica")
    assert skipped["MLS414"] == "needs a profile of the data"
    assert skipped["MLS809"] == "needs the previous version of the document"


def test_rules_about_other_tasks_are_neither_run_nor_skipped():
    found = report(Example(""))
    assert "MLS212" in found.not_applicable
    assert "MLS212" not in found.ran
    everything = {*found.ran, *found.not_applicable, *(s.code for s in found.skipped)}
    assert everything == {rule.code for rule in all_rules()}


def test_a_broken_reference_does_not_cascade():
    found = findings(Example("evaluation: {must_beat: {metric: pr_acu}}"))
    assert [d.code for d in found] == ["MLS005"]
    assert found[0].fix is not None


def test_select_and_ignore():
    system = system_of(Example("{evaluation: {must_beat: ~}, objectives: {review: ~}}"))
    assert {d.code for d in run(system).diagnostics} == {"MLS406", "MLS111"}
    assert {d.code for d in run(system, select=["MLS4"]).diagnostics} == {"MLS406"}
    assert {d.code for d in run(system, ignore=["no-must-beat"]).diagnostics} == {"MLS111"}
    assert "MLS406" not in run(system, select=["MLS4"], ignore=["MLS4"]).ran
    reasons = {s.code: s.reason for s in run(system, select=["MLS4"], ignore=["MLS406"]).skipped}
    assert reasons["MLS406"] == "ignored on request"
    assert reasons["MLS111"] == "not selected"


def test_an_error_is_neither_ignored_nor_made_milder():
    system = system_of(Example("infra: {serving: {replicas: {min: 3, max: 2}}}"))
    found = run(system, ignore=["MLS6"], severities={"MLS601": Severity.NOTE}).diagnostics
    assert [(d.code, d.severity) for d in found] == [("MLS601", Severity.ERROR)]


def test_a_severity_can_be_raised_and_a_warning_lowered():
    system = system_of(Example("evaluation: {must_beat: ~}"))
    for severity in (Severity.ERROR, Severity.NOTE):
        found = run(system, severities={"no-must-beat": severity}).diagnostics
        assert [(d.code, d.severity) for d in found] == [("MLS406", severity)]


def test_find_rule():
    rule = find_rule("mls401")
    assert rule is not None
    assert find_rule("metric-not-for-task") is rule
    assert matches(rule, ("all",))
    assert find_rule("MLS999") is None


def test_a_renamed_rule_answers_to_its_old_code():
    rule = find_rule("MLS406")
    assert rule is not None
    renamed = replace(rule, aliases=("MLS499",))
    example = suppressing("MLS499", "evaluation", text="evaluation: {must_beat: ~}")
    found = run(system_of(example), rules=[renamed])
    assert [d.code for d in found.suppressed] == ["MLS406"]
    system = system_of(Example("evaluation: {must_beat: ~}"))
    assert run(system, rules=[renamed], select=["MLS499"]).ran == ("MLS406",)
    assert run(system, rules=[renamed], ignore=["MLS499"]).ran == ()
    raised = run(system, rules=[renamed], severities={"MLS499": Severity.ERROR}).diagnostics
    assert [d.severity for d in raised] == [Severity.ERROR]


class TestSuppressions:
    def test_a_danger_can_be_accepted(self):
        example = suppressing("MLS406", "evaluation", text="evaluation: {must_beat: ~}")
        assert findings(example) == ()
        assert [d.code for d in report(example).suppressed] == ["MLS406"]

    def test_only_below_its_path(self):
        found = findings(suppressing("MLS406", "metrics", text="evaluation: {must_beat: ~}"))
        assert {d.code for d in found} == {"MLS406", "MLS011"}

    def test_an_error_cannot(self):
        path = "infra.serving.replicas.min"
        found = findings(suppressing("MLS601", path, text="infra: {serving: {replicas: {min: 3, max: 2}}}"))
        assert {d.code for d in found} == {"MLS601", "MLS011"}
        assert any("an error cannot be suppressed" in d.message for d in found)

    def test_expired(self):
        found = findings(suppressing("MLS406", "evaluation", "2026-01-31", "evaluation: {must_beat: ~}"))
        assert {d.code for d in found} == {"MLS406", "MLS011"}
        assert any("expired on 2026-01-31" in d.message for d in found)

    def test_matching_nothing(self):
        found = findings(suppressing("MLS406", "evaluation"))
        assert [d.message for d in found] == ["suppression of MLS406 at `evaluation` matches no finding"]

    def test_of_a_rule_that_did_not_run_is_left_alone(self):
        assert findings(suppressing("MLS414", "evaluation")) == ()

    def test_of_an_unknown_rule(self):
        found = findings(suppressing("MLS999", "evaluation"))
        assert [d.message for d in found] == ["suppression of MLS999: there is no such rule"]
