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


def test_a_document_that_is_no_yaml(mlsys, spec, other):
    (spec.parent / "other.yaml").write_text("a: [\n")
    assert mlsys("diff", spec, other).code == exits.FINDINGS
