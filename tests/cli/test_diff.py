"""`mlsys diff` on files, git revisions and locks."""

from __future__ import annotations

import json
import shutil

import pytest

from mlsys.cli import exits
from updating_support import commit, edit, git, needs_git


@pytest.fixture
def other(spec):
    return shutil.copy(spec, spec.with_name("other.yaml"))


def test_equal_documents(mlsys, spec, other):
    outcome = mlsys("diff", spec, other)
    assert outcome.code == exits.CLEAN
    assert "no difference in meaning" in outcome.out


def test_a_breaking_change_needs_a_version(mlsys, spec, other):
    edit(other, "0..120", "0..60")
    outcome = mlsys("diff", spec, other)
    assert outcome.code == exits.FINDINGS
    assert (
        "breaks consumers of the predictions and producers of the data: `tenure` accepts a smaller"
        in outcome.out
    )
    assert "0.1.0 → 0.1.0 is not enough: these changes call for 0.2.0" in outcome.out
    edit(other, "metadata: {", "metadata: {version: 0.2.0, ")
    assert mlsys("diff", spec, other).code == exits.CLEAN


def test_json_and_markdown(mlsys, spec, other):
    edit(other, "0..120", "0..60")
    data = json.loads(mlsys("diff", spec, other, "--format", "json").out)
    assert data["bump"] == "major"
    assert data["fields"][0]["path"] == "data.features.tenure.range"
    assert data["fields"][0]["breaks"] == ["consumer", "producer"]
    assert "| `data.features.tenure.range` |" in mlsys("diff", spec, other, "--format", "markdown").out


@needs_git
def test_revisions_of_git(mlsys, spec, monkeypatch):
    git(spec.parent, "init", "--quiet")
    commit(spec.parent)
    edit(spec, "0..120", "0..60")
    monkeypatch.chdir(spec.parent)
    assert "tenure.range" in mlsys("diff", "HEAD:mlsystem.yaml").out
    for wrong in ("HEAD:none.yaml", "nowhere:mlsystem.yaml", "--help:x"):
        assert mlsys("diff", "--", wrong).code == exits.FAULT


def test_locks(mlsys, spec, tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    assert mlsys("compile", spec, "-o", old).code == exits.CLEAN
    edit(spec, "0..120", "0..60")
    assert mlsys("compile", spec, "-o", new).code == exits.CLEAN
    outcome = mlsys("diff", old / "mlsystem.lock", new / "mlsystem.lock")
    assert "data.features.tenure.range" in outcome.out
    assert "no difference" in mlsys("diff", new / "mlsystem.lock", spec).out


def test_numbers_that_locks_have_derived_are_readable(mlsys, root, tmp_path):
    spec = tmp_path / "source/mlsystem.yaml"
    shutil.copytree(root / "examples/telco-churn", spec.parent)
    assert mlsys("compile", spec, "-o", tmp_path / "old").code == exits.CLEAN
    edit(spec, "p95: 35d", "p95: 40d")
    assert mlsys("compile", spec, "-o", tmp_path / "new").code == exits.CLEAN
    outcome = mlsys("diff", tmp_path / "old/mlsystem.lock", tmp_path / "new/mlsystem.lock")
    assert "  = staleness.budget 66.1d → 71.1d\n" in outcome.out


def test_a_document_that_is_no_yaml(mlsys, spec, other):
    (spec.parent / "other.yaml").write_text("a: [\n")
    assert mlsys("diff", spec, other).code == exits.FINDINGS


@pytest.fixture
def family(spec):
    """A document that extends one beside it and one above it, and has an environment."""
    folder = spec.parent / "system"
    folder.mkdir()
    document = spec.rename(folder / "mlsystem.yaml")
    text = document.read_text()
    document.write_text(
        f"{text}\nextends: [../company.yaml, team.yaml]\n"
        "environments:\n  staging: {overlay: {requirements: {reliability: {retries: 2}}}}\n"
    )
    head = "apiVersion: mlsys/v1alpha2\nkind: MLSystem\nmetadata: {name: parent}\n"
    (spec.parent / "company.yaml").write_text(
        f"{head}requirements: {{adaptability: {{max_staleness: 60d}}}}\n"
    )
    (folder / "team.yaml").write_text(f"{head}requirements: {{reliability: {{retries: 1}}}}\n")
    return document


def changed_fields(mlsys, *arguments):
    outcome = mlsys("diff", *arguments, "--format", "json")
    return {field["path"]: (field["old"], field["new"]) for field in json.loads(outcome.out)["fields"]}


def test_what_a_document_inherits_counts(mlsys, family):
    old = family.parent.parent / "old"
    shutil.copytree(family.parent, old)
    edit(family.parent / "team.yaml", "retries: 1", "retries: 3")
    assert changed_fields(mlsys, old / "mlsystem.yaml", family) == {
        "requirements.reliability.retries": (1, 3)
    }


def test_moving_a_value_to_a_parent_is_no_difference(mlsys, family):
    old = shutil.copy(family, family.with_name("old.yaml"))
    edit(old, "extends: [../company.yaml, team.yaml]", "extends: ../company.yaml")
    edit(old, "environments:", "requirements: {reliability: {retries: 1}}\nenvironments:")
    assert "no difference in meaning" in mlsys("diff", old, family).out


def test_an_environment_counts_when_it_is_named(mlsys, family):
    old = shutil.copy(family, family.with_name("old.yaml"))
    edit(family, "retries: 2", "retries: 3")
    inner = "requirements.reliability.retries"
    assert changed_fields(mlsys, old, family) == {f"environments.staging.overlay.{inner}": (2, 3)}
    assert changed_fields(mlsys, old, family, "--env", "staging") == {inner: (2, 3)}
    outcome = mlsys("diff", old, family, "--env", "stagin")
    assert outcome.code == exits.FINDINGS
    assert "environment `stagin` is not declared" in outcome.err
    assert "did you mean `staging`?" in outcome.err


@needs_git
@pytest.mark.parametrize("place", ["", "system"])
def test_parents_are_read_at_the_revision_too(mlsys, family, monkeypatch, place):
    root = family.parent.parent
    git(root, "init", "--quiet")
    commit(root)
    edit(root / "company.yaml", "60d", "50d")
    edit(family.parent / "team.yaml", "retries: 1", "retries: 3")
    monkeypatch.chdir(root / place)
    name = "mlsystem.yaml" if place else "system/mlsystem.yaml"
    expected = {
        "requirements.reliability.retries": (1, 3),
        "requirements.adaptability.max_staleness": ("60d", "50d"),
    }
    assert changed_fields(mlsys, f"HEAD:{name}", name) == expected
    commit(root)
    assert changed_fields(mlsys, f"HEAD~1:{name}", f"HEAD:{name}") == expected
    git(root, "rm", "--quiet", "company.yaml")
    commit(root)
    outcome = mlsys("diff", f"HEAD:{name}", f"HEAD~1:{name}")
    assert outcome.code == exits.FINDINGS
    assert "the parent cannot be read: there is no `HEAD:" in outcome.err


def test_locks_remember_parents_outside_of_the_project(mlsys, family, tmp_path):
    old, new = tmp_path / "a", tmp_path / "b"
    assert mlsys("compile", family, "-o", old).code == exits.CLEAN
    edit(family.parent.parent / "company.yaml", "60d", "50d")
    expected = {"requirements.adaptability.max_staleness": ("60d", "50d")}
    assert changed_fields(mlsys, old / "mlsystem.lock", family) == expected
    planned = json.loads(mlsys("plan", family, "-o", old, "--format", "json").out)
    assert [field["path"] for field in planned["fields"]] == list(expected)
    assert mlsys("compile", family, "-o", new, "--env", "staging").code == exits.CLEAN
    assert changed_fields(mlsys, old / "mlsystem.lock", new / "mlsystem.lock") == expected
    assert "= environment (none) → staging" in mlsys("diff", old / "mlsystem.lock", new / "mlsystem.lock").out
    planned = json.loads(mlsys("plan", family, "-o", old, "--env", "staging", "--format", "json").out)
    assert {field["path"] for field in planned["fields"]} == {*expected, "requirements.reliability.retries"}
    edit(family, "extends: [../company.yaml, team.yaml]\n", "")
    assert mlsys("compile", family, "-o", new).code == exits.CLEAN
    assert not (new / ".mlsys/document.json").exists()
