"""`mlsys compile`, `plan` and `status`: what is written, what is said, which code it ends with."""

from __future__ import annotations

import json

import pytest

from mlsys.cli import exits
from project_support import copy_of


@pytest.fixture
def project(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    return folder


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_summary_counts_files_and_says_what_comes_next(mlsys, spec, tmp_path):
    outcome = mlsys("compile", spec, "-o", tmp_path / "project")
    assert outcome.code == exits.CLEAN
    assert "blueprint" in outcome.out
    assert "created" in outcome.out
    assert f"Next: make -C {tmp_path / 'project'} setup train evaluate" in outcome.out
    assert "Wrote" in outcome.err


def test_quiet_is_quiet(mlsys, spec, tmp_path):
    assert mlsys("compile", spec, "-o", tmp_path / "project", "--quiet").out == ""


def test_the_project_holds_document_data_lock_and_pristine_copies(project, spec):
    assert (project / "mlsystem.yaml").read_text() == spec.read_text()
    assert (project / "data/telco_churn.csv").exists()
    lock = json.loads((project / "mlsystem.lock").read_text())
    assert lock["files"]["mlsystem.yaml"]["owner"] == "managed"
    assert lock["files"]["data/telco_churn.csv"]["owner"] == "seeded"
    assert lock["resolved"]["metadata.stage"] == "prototype"
    assert copy_of(project, "mlsystem.yaml") == spec.read_bytes()


def test_the_default_folder_is_named_after_the_system(mlsys, spec, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert mlsys("compile", spec).code == exits.CLEAN
    assert (tmp_path / "quick-churn/mlsystem.lock").exists()


def test_a_document_inside_its_project_is_compiled_in_place(mlsys, project, monkeypatch):
    monkeypatch.chdir(project)
    assert mlsys("compile", "--check").code == exits.CLEAN
    edit(project / "mlsystem.yaml", "0..120", "0..240")
    assert mlsys("compile", "--check").code == exits.PENDING
    assert mlsys("compile").code == exits.CLEAN
    assert b"0..240" in (copy_of(project, "mlsystem.yaml") or b"")
    assert mlsys("compile", "--check").code == exits.CLEAN


def test_check_and_plan_write_nothing(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    for command in (["compile", "--check"], ["plan"]):
        outcome = mlsys(*command, spec, "-o", folder)
        assert outcome.code == exits.PENDING
        assert "+ README.md" in outcome.out
        assert not folder.exists()


def test_a_compiled_project_has_nothing_pending(mlsys, spec, project):
    assert mlsys("plan", spec, "-o", project).code == exits.CLEAN
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.CLEAN
    assert "up to date" in mlsys("compile", spec, "-o", project).out


def test_the_plan_names_changed_fields_and_what_they_cost(mlsys, spec, project):
    edit(spec, "0..120", "0..240")
    outcome = mlsys("plan", spec, "-o", project)
    assert outcome.code == exits.PENDING
    assert 'data.features.tenure.range  "0..120"  →  "0..240"' in outcome.out
    assert "Consequence: " in outcome.out
    data = json.loads(mlsys("plan", spec, "-o", project, "--format", "json").out)
    assert data["pending"] is True
    assert [field["path"] for field in data["fields"]] == ["data.features.tenure.range"]
    assert data["impact"] == data["fields"][0]["impact"]
    assert {"path": "mlsystem.yaml", "action": "update"}.items() <= next(
        file for file in data["files"] if file["path"] == "mlsystem.yaml"
    ).items()


def test_the_plan_shows_lines_when_asked(mlsys, spec, project):
    edit(spec, "0..120", "0..240")
    out = mlsys("plan", spec, "-o", project, "--diff").out
    assert "-    tenure: {type: integer, range: 0..120}" in out
    assert "+    tenure: {type: integer, range: 0..240}" in out


def test_an_edited_managed_file_is_kept_and_reported(mlsys, spec, project):
    edit(project / "mlsystem.yaml", "quick-churn", "other-churn")
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.PENDING
    outcome = mlsys("compile", spec, "-o", project)
    assert "was edited" in outcome.err
    assert "other-churn" in (project / "mlsystem.yaml").read_text()
    edit(spec, "0..120", "0..240")
    outcome = mlsys("compile", spec, "-o", project)
    assert outcome.code == exits.FINDINGS
    assert "other-churn" in (project / "mlsystem.yaml").read_text()


def test_a_file_in_the_way_is_not_touched(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "README.md").write_text("mine\n")
    outcome = mlsys("compile", spec, "-o", folder)
    assert outcome.code == exits.FINDINGS
    assert "README.md" in outcome.err
    assert (folder / "README.md").read_text() == "mine\n"


def test_a_document_with_errors_compiles_nothing(mlsys, spec, tmp_path):
    edit(spec, "role: optimize", "role: optimise")
    outcome = mlsys("compile", spec, "-o", tmp_path / "project")
    assert outcome.code == exits.FINDINGS
    assert "error[" in outcome.err
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("data/none.csv", exits.CLEAN, "does not exist"),
        ("../rows.csv", exits.FINDINGS, "not below"),
    ],
)
def test_data_that_the_project_cannot_hold(mlsys, spec, tmp_path, path, code, says):
    edit(spec, "data/telco_churn.csv", path)
    outcome = mlsys("compile", spec, "-o", tmp_path / "project")
    assert outcome.code == code
    assert says in outcome.err


def test_parents_below_the_document_come_along(mlsys, spec, tmp_path):
    (spec.parent / "org").mkdir()
    (spec.parent / "org/base.yaml").write_text(
        "apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmodel: {tuning: {trials: 3}}\n"
    )
    edit(spec, "kind: MLSystem", "kind: MLSystem\nextends: [org/base.yaml]")
    project = tmp_path / "project"
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    assert (project / "org/base.yaml").exists()
    assert mlsys("compile", project / "mlsystem.yaml", "--check").code == exits.CLEAN


def test_an_interrupted_write_is_taken_back_before_the_next_one(mlsys, spec, project):
    journal = project / ".mlsys/tmp/journal.json"
    journal.parent.mkdir()
    edit(spec, "0..120", "0..240")
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    assert not journal.parent.exists()


class TestStatus:
    def test_a_fresh_project_is_up_to_date(self, mlsys, project):
        outcome = mlsys("status", project)
        assert outcome.code == exits.CLEAN
        assert "up to date" in outcome.out
        assert "not run yet" in outcome.out

    def test_pending_changes_and_edits_are_named(self, mlsys, project):
        edit(project / "mlsystem.yaml", "0..120", "0..240")
        outcome = mlsys("status", project, "--format", "json")
        data = json.loads(outcome.out)
        assert outcome.code == exits.PENDING
        assert data["changed_fields"] == ["data.features.tenure.range"]

    def test_what_needs_the_user_is_no_clean_project(self, mlsys, spec, project):
        (project / "Makefile").unlink()
        (project / "Makefile").mkdir()
        assert mlsys("compile", spec, "-o", project).code == exits.FINDINGS
        outcome = mlsys("status", project)
        assert outcome.code == exits.PENDING
        assert "project      needs you" in outcome.out
        assert "conflicts    Makefile" in outcome.out

    @pytest.mark.parametrize(("passed", "code"), [(True, exits.CLEAN), (False, exits.FINDINGS)])
    def test_the_last_evaluation_is_reported(self, mlsys, project, passed, code):
        (project / "reports").mkdir()
        report = {"gates": [{"id": "pr_auc", "passed": passed}]}
        (project / "reports/evaluation.json").write_text(json.dumps(report))
        outcome = mlsys("status", project)
        assert outcome.code == code
        assert ("passed: 1 gate" in outcome.out) is passed


def test_nothing_is_written_outside_of_the_project(mlsys_process, spec, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "TMPDIR")}
    before = set(spec.parent.rglob("*"))
    for command in (("validate", spec), ("compile", spec, "-o", tmp_path / "project")):
        assert mlsys_process(*command, env=places).code == exits.CLEAN
    assert list(home.rglob("*")) == []
    assert set(spec.parent.rglob("*")) == before
