"""`mlsys explain`, `trace`, `rules`, `schema`, `blueprint`: what is known, told to people and programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mlsys.diagnostics.codes import PAGES
from mlsys.rules.registry import all_rules

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/mlsystem.yaml"))


@pytest.mark.parametrize("code", [*PAGES, *(rule.code for rule in all_rules())])
def test_every_code_has_a_page(mlsys, code):
    outcome = mlsys("explain", code.lower())
    assert outcome.code == 0
    assert outcome.out.startswith(f"{code} ")
    assert len(outcome.out.splitlines()) > 3


def test_a_rule_is_found_by_its_name(mlsys):
    rule = all_rules()[0]
    assert mlsys("explain", rule.name) == mlsys("explain", rule.code)
    assert json.loads(mlsys("explain", rule.code, "--format", "json").out)["code"] == rule.code


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("MLS999", "there is no rule MLS999"),
        ("metrics.pr_auc.gat", "`metrics.pr_auc` has no field `gat`; did you mean `gate`?"),
        ("requirements.relability", "did you mean `reliability`?"),
        ("a[", "not a path"),
        ("metadata.name.first", "`metadata.name` has no field `first`"),
        ("metric", "`metric` stands at 5 places; name one of experiment.metric"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(mlsys, tmp_path, monkeypatch, subject, says):
    monkeypatch.chdir(tmp_path)
    outcome = mlsys("explain", subject)
    assert outcome.code == 2
    assert says in outcome.err


def test_a_field_is_found_by_its_last_name(mlsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = json.loads(mlsys("explain", "decision_policy", "--format", "json").out)
    assert page["path"] == "task.decision_policy"


def test_without_a_document_the_language_is_explained(mlsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = json.loads(mlsys("explain", "metrics.any.gate.min", "--format", "json").out)
    assert page["impact"] == "regate"
    assert page["merge"] == "meet"
    assert page["meaning"]
    assert "value" not in page


def test_of_a_field_value_place_and_derived_numbers_are_shown(mlsys, root):
    spec = root / "examples/telco-churn/mlsystem.yaml"
    outcome = mlsys("explain", "requirements.scalability.traffic", spec)
    assert outcome.code == 0
    line = next(
        n for n, text in enumerate(spec.read_text().splitlines(), 1) if "traffic: {now: 200k/d" in text
    )
    assert f"{spec}:{line}:" in outcome.out
    assert "serving.replicas" in outcome.out
    assert "working" in outcome.out


def test_a_derived_number_shows_its_working(mlsys, root):
    outcome = mlsys("explain", "serving.replicas", root / "examples/telco-churn/mlsystem.yaml")
    assert outcome.code == 0
    assert "value    3 replicas" in outcome.out
    assert "rps" in outcome.out
    assert "requirements.scalability.traffic" in outcome.out
    assert "source" in outcome.out


class TestTrace:
    def test_every_declared_leaf_is_listed(self, mlsys, spec):
        outcome = mlsys("trace", spec)
        assert outcome.code == 0
        assert "metrics.pr_auc.role" in outcome.out
        assert " claims: " in outcome.out

    def test_as_data(self, mlsys, spec):
        data = json.loads(mlsys("trace", spec, "--format", "json").out)
        claims = {claim["path"]: claim for claim in data["claims"]}
        counts = data["coverage"]
        standings = ("enforced", "stated", "manual", "unenforced")
        assert counts["claims"] == len(claims) == sum(counts[standing] for standing in standings)
        assert claims["metrics.pr_auc.role"]["value"] == "optimize"
        assert claims["metrics.pr_auc.role"]["location"].startswith(f"{spec}:19:")

    def test_only_what_nothing_enforces(self, mlsys, spec):
        data = json.loads(mlsys("trace", spec, "--format", "json", "--unenforced").out)
        assert {claim["standing"] for claim in data["claims"]} <= {"unenforced"}

    @pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
    def test_something_answers_for_all_that_an_example_says(self, mlsys, example):
        data = json.loads(mlsys("trace", example, "--format", "json", "--unenforced").out)
        assert [claim["path"] for claim in data["claims"]] == []

    def test_as_a_page_that_escapes_what_it_shows(self, mlsys, spec):
        spec.write_text(spec.read_text().replace("share of customers", "<script>alert(1)</script>"))
        page = mlsys("trace", spec, "--format", "html").out
        assert page.startswith("<!doctype html>")
        assert "&lt;script&gt;alert" in page
        assert "<script>" not in page

    def test_as_a_page_in_sections_with_values_as_the_document_has_them(self, mlsys, root):
        page = mlsys("trace", root / "examples/telco-churn/mlsystem.yaml", "--format", "html").out
        sections = re.findall(r'<section id="(\w+)">', page)
        assert sections == list(dict.fromkeys(sections))
        assert {"metadata", "data", "requirements"} <= set(sections)
        assert "direction: decrease</pre>" in page
        assert re.search(r"range: 0\.\.120</pre>", page)
        held = re.findall(r"<td><ul>.*?</ul></td>", page)
        assert len(held) < page.count("<pre"), "what holds several claims stands there once"
        assert "tests/<wbr>fault_<wbr>injection/<wbr>" in page, "paths break between their parts"


def test_the_rules_are_listed_for_people_and_programs(mlsys):
    table = mlsys("rules").out
    rules = json.loads(mlsys("rules", "--format", "json").out)
    listed = [rule["code"] for rule in rules]
    assert listed == sorted(set(listed))
    assert {*PAGES, *(rule.code for rule in all_rules())} <= set(listed)
    assert all(rule["code"] in table for rule in rules)


def test_schemas_are_printed_as_published(mlsys, root):
    for kind in mlsys("schema", "--list").out.split():
        outcome = mlsys("schema", "--kind", kind)
        assert outcome.out == (root / f"schemas/{kind}.schema.json").read_text()
    assert "the kinds are" in mlsys("schema", "--kind", "nothing").err


def test_a_schema_is_looked_up_by_its_identifier(mlsys):
    for kind in mlsys("schema", "--list").out.split():
        printed = mlsys("schema", "--kind", kind).out
        identifier = json.loads(printed)["$id"]
        assert mlsys("schema", "--kind", identifier).out == printed
        assert Path(mlsys("schema", "--kind", identifier, "--path").out.strip()).read_text() == printed
    other = mlsys("schema", "--kind", "urn:mlsys:v0:MLSystem")
    assert "there is no schema of kind `urn:mlsys:v0:MLSystem`" in other.err


def test_blueprints_are_listed_and_shown(mlsys):
    listed = json.loads(mlsys("blueprint", "list", "--format", "json").out)
    assert "base" in {blueprint["name"] for blueprint in listed}
    table = mlsys("blueprint", "list").out
    for blueprint in listed:
        assert blueprint["name"] in table
        shown = mlsys("blueprint", "show", blueprint["name"])
        assert shown.code == 0
        assert blueprint["digest"] in shown.out
    assert "did you mean `base`?" in mlsys("blueprint", "show", "bas").err


def test_the_values_of_an_enumeration_are_told_with_their_meaning(mlsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "units are divided at random" in mlsys("explain", "experiment.type").out
    assert "one of two classes" in mlsys("explain", "task.type").out


def test_a_rule_tells_what_it_needs_and_whom_it_is_about(mlsys):
    assert "needs requirements.scalability.traffic" in mlsys("explain", "MLS605").out
    assert "only for binary" in mlsys("explain", "MLS417").out


class TestTopics:
    def test_a_metric_tells_what_it_is_and_where_it_is_used(self, mlsys, spec):
        page = mlsys("explain", "pr_auc", spec)
        assert page.code == 0
        assert "larger" in page.out
        assert "0 … 1" in page.out
        assert f"metrics.pr_auc ({spec}:19:" in page.out
        assert json.loads(mlsys("explain", "precision@10", "--format", "json").out)["given"] == {"k": 10}

    def test_a_type_of_task_tells_its_fields_metrics_and_rules(self, mlsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        page = json.loads(mlsys("explain", "binary", "--format", "json").out)
        assert "positive_class" in page["fields"]
        assert "roc_auc" in page["metrics"]
        assert page["rules"]
        assert "task.type: forecasting" in mlsys("explain", "forecasting").out

    def test_a_misspelt_topic_is_guessed(self, mlsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert "did you mean `roc_auc`?" in mlsys("explain", "rocauc").err


class TestContributors:
    def test_parent_document_and_environment_are_told_in_their_order(self, mlsys, spec):
        text = spec.read_text()
        head = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmetadata: {name: parent}\n"
        (spec.parent / "parent.yaml").write_text(head + "model: {family: [logistic_regression]}\n")
        more = "extends: [parent.yaml]\nenvironments: {staging: {overlay: {model: {family: [lightgbm]}}}}\n"
        spec.write_text(text + more)
        page = json.loads(mlsys("explain", "model.family", spec, "--env", "staging", "--format", "json").out)
        found = [(entry["as"], entry["value"], entry["decides"]) for entry in page["contributors"]]
        assert found == [
            ("parent", ["logistic_regression"], False),
            ("environment staging", ["lightgbm"], True),
        ]
        assert page["contributors"][0]["location"] == f"{spec.parent / 'parent.yaml'}:4:17"
        assert page["value"] == ["lightgbm"]
        told = mlsys("explain", "model.family", spec, "--env", "staging").out
        assert 'from       parent: ["logistic_regression"]' in told
        assert "decides" in told

    def test_a_document_with_errors_is_explained_all_the_same(self, mlsys, spec):
        spec.write_text(spec.read_text() + "modle: {}\n")
        outcome = mlsys("explain", "metrics.pr_auc.role", spec)
        assert outcome.code == 0
        assert "optimize" in outcome.out


def test_a_derived_table_is_told_by_its_working_and_given_to_programs_as_data(mlsys, root):
    spec = root / "examples/telco-churn/mlsystem.yaml"
    path = "requirements.reliability.slos.availability.objective"
    text = mlsys("explain", path, spec).out
    assert "BurnWindow(" not in text
    assert "2592 s" in text
    derived = json.loads(mlsys("explain", path, spec, "--format", "json").out)["derived"]
    assert derived["slo.availability.burn_rates"]["value"][0]["factor"] == 14.4


@pytest.mark.parametrize("command", [("rules",), ("blueprint", "list")])
@pytest.mark.parametrize("columns", [80, 100])
def test_tables_fit_the_terminal_and_break_no_words(mlsys, monkeypatch, command, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = mlsys(*command).out.splitlines()
    assert max(map(len, lines)) <= columns
    monkeypatch.setenv("COLUMNS", "10000")
    assert "".join(mlsys(*command).out.split()) == "".join("".join(lines).split())


def test_a_field_that_nothing_holds_is_marked(mlsys):
    assert "not held yet" in mlsys("explain", "data.contract").out
    assert "not supported yet" in mlsys("explain", "task.abstain.route").out
    assert "support" not in json.loads(mlsys("explain", "data.label.column", "--format", "json").out)
