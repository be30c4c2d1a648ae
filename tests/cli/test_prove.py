"""`mlsys prove`: the matrix of saboteurs, and what can be wrong with its report."""

from __future__ import annotations

import json

import pytest

TRIPPED = {
    "saboteur": "tests/fault_injection/shuffle_labels.py",
    "enforcement": "reports/evaluation.json#pr_auc",
    "claim": "metrics.pr_auc.gate.min",
    "tripped": True,
    "evidence": "0.27 < 0.60",
}
GREEN = {**TRIPPED, "saboteur": "tests/fault_injection/leak_label.py", "tripped": False}


def project(folder, entries, exit_code=0):
    (folder / "reports").mkdir()
    (folder / "entries.json").write_text(json.dumps(entries))
    (folder / "Makefile").write_text(f"prove:\n\t@cp entries.json reports/proof.json; exit {exit_code}\n")
    return folder


def test_all_tripped_is_clean(mlsys, tmp_path):
    outcome = mlsys("prove", project(tmp_path, [TRIPPED]))
    assert outcome.code == 0
    assert "shuffle_labels" in outcome.out
    assert "1 of 1 saboteurs tripped" in outcome.out


def test_an_enforcement_that_stays_green_is_a_finding(mlsys, tmp_path):
    outcome = mlsys("prove", project(tmp_path, [TRIPPED, GREEN], exit_code=1))
    assert outcome.code == 1
    assert "NOT TRIPPED  leak_label" in outcome.out


def test_the_last_report_can_be_read_by_programs(mlsys, tmp_path):
    project(tmp_path, [])
    (tmp_path / "reports/proof.json").write_text(json.dumps([TRIPPED, GREEN]))
    outcome = mlsys("prove", tmp_path, "--no-run", "--format", "json")
    assert outcome.code == 1
    assert json.loads(outcome.out) == {"saboteurs": [TRIPPED, GREEN], "enforcements": []}


@pytest.mark.parametrize("content", ["", "{", "[]", "[1]", '[{"saboteur": "x"}]', "\x00\xff"])
def test_a_report_that_is_none_is_a_fault(mlsys, tmp_path, content):
    project(tmp_path, [])
    (tmp_path / "reports/proof.json").write_text(content)
    outcome = mlsys("prove", tmp_path, "--no-run")
    assert outcome.code == 4
    assert outcome.err.startswith("error: ")


def test_a_run_that_fails_before_its_report_is_a_fault(mlsys, tmp_path):
    (tmp_path / "Makefile").write_text("prove:\n\t@exit 2\n")
    outcome = mlsys("prove", tmp_path)
    assert outcome.code == 4
    assert "failed before it wrote" in outcome.err


@pytest.mark.parametrize("make", ["file", "missing", "empty"])
def test_what_is_no_project_is_a_fault(mlsys, tmp_path, make):
    target = tmp_path / "x"
    if make == "file":
        target.write_text("")
    if make == "empty":
        target.mkdir()
    outcome = mlsys("prove", target)
    assert outcome.code == 4
    assert "holds no generated project" in outcome.err
