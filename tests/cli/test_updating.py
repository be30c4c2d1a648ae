"""Updating a project from the command line: clean trees, resolving, ejecting, adopting, patching."""

from __future__ import annotations

import json

import pytest

from mlsys.cli import exits
from updating_support import commit, edit, git, needs_git


@pytest.fixture
def project(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    return folder


@pytest.fixture
def repository(project):
    git(project, "init", "--quiet")
    commit(project)
    return project


@needs_git
class TestUncommittedEdits:
    def test_an_update_is_refused_and_writes_nothing(self, mlsys, spec, repository):
        edit(repository / "Makefile", "\n", "\n# mine\n")
        edit(spec, "0..120", "0..240")
        outcome = mlsys("compile", spec, "-o", repository)
        assert outcome.code == exits.FAULT
        assert "uncommitted edits in Makefile" in outcome.err
        assert "--allow-dirty" in outcome.err
        assert "0..240" not in (repository / "mlsystem.yaml").read_text()

    def test_it_goes_on_when_told_or_committed(self, mlsys, spec, repository):
        edit(repository / "Makefile", "\n", "\n# mine\n")
        edit(spec, "0..120", "0..240")
        assert mlsys("compile", spec, "-o", repository, "--allow-dirty").code == exits.CLEAN
        commit(repository)
        edit(spec, "0..240", "0..120")
        assert mlsys("compile", spec, "-o", repository).code == exits.CLEAN
        assert "# mine" in (repository / "Makefile").read_text()

    def test_what_cannot_be_lost_is_no_dirt(self, mlsys, spec, repository):
        """The document itself, files of the user, what an earlier run generated, and a plan."""
        (repository / "notes.txt").write_text("mine\n")
        for value in ("0..240", "0..360"):
            edit(spec, "0..120" if value == "0..240" else "0..240", value)
            assert mlsys("plan", spec, "-o", repository).code == exits.PENDING
            assert mlsys("compile", spec, "-o", repository).code == exits.CLEAN

    def test_nothing_pending_is_fine(self, mlsys, spec, repository):
        edit(repository / "Makefile", "\n", "\n# mine\n")
        assert mlsys("compile", spec, "-o", repository).code == exits.CLEAN
        assert mlsys("compile", spec, "-o", repository, "--check").code == exits.CLEAN

    def test_conflicts_are_resolved_in_the_tree_that_they_left(self, mlsys, spec, repository):
        """What the first run has merged and marked is not committed when the second one is called."""
        readme, merged = repository / "README.md", repository / "pyproject.toml"
        edit(spec, "metadata: {", "metadata: {description: One line of ours., ")
        assert mlsys("compile", spec, "-o", repository).code == exits.CLEAN
        edit(readme, "One line of ours.", "One line of mine.")
        merged.write_text(merged.read_text() + "# mine\n")
        commit(repository)
        edit(spec, "One line of ours.", "One line of theirs.")
        assert mlsys("compile", spec, "-o", repository).code == exits.FINDINGS
        assert "<<<<<<< yours" in readme.read_text()
        outcome = mlsys("compile", spec, "-o", repository, "--resolve", "ours", "README.md")
        assert outcome.code == exits.CLEAN
        assert "One line of mine." in readme.read_text()
        assert "<<<<<<< yours" not in readme.read_text()

    def test_other_edits_are_not_mixed_into_while_resolving(self, mlsys, spec, repository):
        (repository / "Makefile").unlink()
        edit(repository / "pyproject.toml", "\n", "\n# mine\n")
        edit(spec, "quick-churn", "slow-churn")
        resolving = ("--resolve", "theirs", "Makefile")
        outcome = mlsys("compile", spec, "-o", repository, *resolving)
        assert outcome.code == exits.FAULT
        assert "uncommitted edits in pyproject.toml" in outcome.err

    def test_a_project_in_a_folder_of_a_repository(self, mlsys, spec, project, tmp_path):
        git(tmp_path, "init", "--quiet")
        commit(tmp_path)
        edit(project / "Makefile", "\n", "\n# mine\n")
        edit(spec, "0..120", "0..240")
        assert mlsys("compile", spec, "-o", project).code == exits.FAULT


def test_a_conflict_is_resolved(mlsys, spec, project, monkeypatch):
    (project / "Makefile").unlink()
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    assert not (project / "Makefile").exists()
    monkeypatch.chdir(project)
    assert mlsys("compile", "--resolve", "theirs", "Makefile").code == exits.CLEAN
    assert (project / "Makefile").exists()
    assert mlsys("compile", "--check").code == exits.CLEAN
    outcome = mlsys("compile", "--resolve", "ours", "Makefile")
    assert outcome.code == exits.FAULT
    assert "not in conflict" in outcome.err


def test_a_managed_file_goes_through_its_ways_out(mlsys, spec, project):
    managed = project / "monitoring/alertmanager.yml"
    if not managed.exists():
        managed = project / "src/quick_churn/config/design.py"
    with managed.open("a") as file:
        file.write("# mine\n")
    name = managed.relative_to(project).as_posix()
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.PENDING
    outcome = mlsys("patch", managed)
    assert outcome.code == exits.CLEAN, outcome.text
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.CLEAN
    assert "# mine" in managed.read_text()
    with managed.open("a") as file:
        file.write("# more\n")
    assert mlsys("eject", managed).code == exits.CLEAN
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.CLEAN
    assert mlsys("adopt", name, "-o", project).code == exits.CLEAN
    assert mlsys("compile", spec, "-o", project, "--check").code == exits.PENDING
    assert mlsys("compile", spec, "-o", project, "--resolve", "theirs", name).code == exits.CLEAN
    assert "# more" not in managed.read_text()


def test_a_patch_that_is_added_later_is_noticed(mlsys, spec, project):
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    (project / "patches").mkdir()
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    (project / "patches/x.patch").write_text("nonsense\n")
    outcome = mlsys("compile", spec, "-o", project)
    assert outcome.code == exits.FINDINGS
    assert "MLS042" in outcome.err


@pytest.mark.parametrize("command", ["eject", "adopt", "patch"])
def test_a_file_outside_of_any_project(mlsys, tmp_path, command):
    outcome = mlsys(command, tmp_path / "x.txt")
    assert outcome.code == exits.FAULT
    assert "belongs to no compiled project" in outcome.err


def test_plan_and_compile_tell_what_needs_the_user_and_the_way_out(mlsys, spec, project, tmp_path):
    (project / "Makefile").rename(tmp_path / "Makefile")
    (project / "Makefile").symlink_to(tmp_path / "Makefile")
    edit(next(project.glob("src/*/data/contract.py")), "\n", "\n# mine\n")
    planned = mlsys("plan", spec, "-o", project)
    for text in (
        "error[MLS041]: `Makefile` would be generated, but a symbolic link stands there",
        "help: move it away and compile again, or keep it: `mlsys eject Makefile`",
        f"1 error, 1 warning in {project}",
    ):
        assert text in planned.err
    assert "skipped" not in planned.err
    assert "! Makefile  (would be generated, but a symbolic link stands there" in planned.out
    data = json.loads(mlsys("plan", spec, "-o", project, "--format", "json").out)
    assert [finding["code"] for finding in data["findings"]] == ["MLS041", "MLS708"]
    compiled = mlsys("compile", spec, "-o", project)
    assert compiled.code == exits.FINDINGS
    assert compiled.out.splitlines()[-2:] == [
        "! Makefile  (would be generated, but a symbolic link stands there; it was not touched)",
        "Nothing was written: solve this as the messages above say, then compile again",
    ]
    assert mlsys("eject", project / "Makefile").code == exits.CLEAN
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    assert (project / "Makefile").is_symlink()


def test_a_document_with_parents_outside_of_the_project_is_named(mlsys, spec, tmp_path):
    head = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmetadata: {name: company}\n"
    (tmp_path / "company.yaml").write_text(f"{head}requirements: {{reliability: {{retries: 1}}}}\n")
    edit(spec, "metadata:", "extends: [../company.yaml]\nmetadata:")
    project = tmp_path / "elsewhere/deep/project"
    assert mlsys("compile", spec, "-o", project).code == exits.CLEAN
    contract = next(project.glob("src/*/data/contract.py"))
    edit(contract, "\n", "\n# mine\n")
    for command in (("patch", contract), ("status", project)):
        refused = mlsys(*command)
        assert refused.code == exits.FINDINGS
        assert "the parent cannot be read" in refused.err
    assert mlsys("patch", contract, "--spec", spec).code == exits.CLEAN
    assert mlsys("status", project, "--spec", spec).code == exits.CLEAN
