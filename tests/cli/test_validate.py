"""`mlsys validate`: findings, formats, selections, fixes."""

from __future__ import annotations

import json

import pytest


def edit(spec, old, new):
    text = spec.read_text()
    assert old in text
    spec.write_text(text.replace(old, new))
    return spec


def test_a_sound_document_is_clean_and_says_what_was_checked(mlsys, spec):
    outcome = mlsys("validate", spec)
    assert outcome.code == 0
    assert "rules run" in outcome.out
    assert outcome.err == ""


def test_all_mistakes_come_in_one_run_each_at_its_place(mlsys, spec):
    edit(spec, "direction: decrease", "directoin: decrease")
    edit(spec, "range: 0..120", "range: 0 to 120")
    edit(spec, "role: optimize", "role: optimise")
    outcome = mlsys("validate", spec)
    assert outcome.code == 1
    lines = spec.read_text().splitlines()
    for line, part in enumerate(lines, start=1):
        for word in ("directoin", "0 to 120", "optimise"):
            if word in part:
                assert f"{spec}:{line}:{part.index(word) + 1}" in outcome.out
    assert "did you mean `direction`?" in outcome.out.lower()


def test_the_document_in_the_folder_is_the_default(mlsys, spec, monkeypatch):
    monkeypatch.chdir(spec.parent)
    assert "mlsystem.yaml" in mlsys("validate").out


@pytest.mark.parametrize("output", ["json", "sarif", "github", "junit"])
def test_each_format_names_the_finding(mlsys, spec, output):
    edit(spec, "role: optimize", "role: optimise")
    outcome = mlsys("validate", spec, "--format", output)
    assert outcome.code == 1
    assert "MLS" in outcome.out
    if output in ("json", "sarif"):
        assert json.loads(outcome.out)


def test_json_stays_json_when_a_file_cannot_be_read(mlsys, spec, tmp_path):
    outcome = mlsys("validate", tmp_path / "missing.yaml", "--format", "json")
    assert outcome.code == 4
    assert json.loads(outcome.out)["diagnostics"] == []
    assert "does not exist" in outcome.err


def test_several_files_are_one_report(mlsys, spec, tmp_path):
    other = tmp_path / "source/other.yaml"
    other.write_text(spec.read_text().replace("optimize", "optimise"))
    outcome = mlsys("validate", spec, other, "--format", "json")
    report = json.loads(outcome.out)
    assert outcome.code == 1
    assert report["documents"] == [str(spec), str(other)]
    assert {d["location"]["file"] for d in report["diagnostics"] if d["severity"] == "error"} == {str(other)}


def test_a_stage_can_be_tried_out(mlsys, spec):
    assert mlsys("validate", spec).code == 0
    outcome = mlsys("validate", spec, "--stage", "production")
    assert outcome.code == 1
    assert "danger[" in outcome.out


def test_rules_can_be_selected_and_ignored(mlsys, spec):
    codes = {d["code"] for d in findings(mlsys, spec)}
    assert len(codes) > 1
    one = sorted(codes)[0]
    assert {d["code"] for d in findings(mlsys, spec, "--select", one)} == {one}
    assert {d["code"] for d in findings(mlsys, spec, "--ignore", f"{one}, MLS404")} == codes - {one, "MLS404"}


def findings(mlsys, spec, *options):
    outcome = mlsys("validate", spec, "--stage", "production", "--format", "json", *options)
    return [d for d in json.loads(outcome.out)["diagnostics"] if d["code"] >= "MLS100"]


def test_every_environment_is_checked(mlsys, spec):
    """As is the default, and as `--env all` says."""
    overlays = "{staging: {overlay: {model: {tuning: {trails: 3}}}}, production: {stage: pilot}}"
    spec.write_text(f"{spec.read_text()}environments: {overlays}\n")
    outcome = mlsys("validate", spec)
    assert outcome.code == 1
    assert "trails" in outcome.out
    assert mlsys("validate", spec, "--env", "all").out == outcome.out
    assert mlsys("validate", spec, "--env", "production").code == 0


def test_a_safe_fix_is_made_and_nothing_else_changes(mlsys, spec):
    before = spec.read_text()
    edit(spec, "direction: decrease}", "directoin: decrease}  # keep me")
    outcome = mlsys("validate", spec, "--fix")
    assert outcome.code == 0, outcome.text
    assert "Fixed" in outcome.err
    assert spec.read_text() == before.replace("direction: decrease}", "direction: decrease}  # keep me")


def test_a_fix_that_needs_a_look_is_made_only_when_asked_for(mlsys, spec):
    text = spec.read_text() + "infra: {serving: {replicas: {min: 9, max: 8}}}\n"
    spec.write_text(text)
    outcome = mlsys("validate", spec, "--fix")
    assert outcome.code == 1
    assert spec.read_text() == text
    assert "--fix --unsafe" in outcome.out
    outcome = mlsys("validate", spec, "--diff", "--unsafe")
    assert "\n+infra: {serving: {replicas: {min: " in outcome.out
    assert spec.read_text() == text
    outcome = mlsys("validate", spec, "--fix", "--unsafe")
    assert outcome.code == 0, outcome.text
    fixed = spec.read_text()
    assert mlsys("validate", spec, "--fix", "--unsafe").code == 0
    assert spec.read_text() == fixed


@pytest.mark.parametrize("flags", [["--unsafe"], ["--fix", "--diff"]])
def test_flags_that_do_not_go_together(mlsys, spec, flags):
    assert mlsys("validate", spec, *flags).code == 2


def test_a_parent_that_changes_is_noticed(mlsys, spec):
    parent = spec.parent / "base.yaml"
    parent.write_text("apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmodel: {tuning: {trials: 3}}\n")
    edit(spec, "kind: MLSystem", "kind: MLSystem\nextends: [base.yaml]")
    assert mlsys("validate", spec).code == 0
    parent.write_text(parent.read_text().replace("3", "many"))
    outcome = mlsys("validate", spec)
    assert outcome.code == 1
    assert f"{parent}:3:" in outcome.out


def test_colour_is_only_for_terminals(mlsys, spec, monkeypatch):
    edit(spec, "role: optimize", "role: optimise")
    assert "\x1b[" not in mlsys("validate", spec).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in mlsys("validate", spec).out
