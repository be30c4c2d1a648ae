"""`mlsys status --score`: points for what ran on this code and passed, and for nothing else."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from generated_support import EXAMPLES
from mlsys.project.evidence import OLDEST, code_digest
from mlsys.project.score import TESTS

REPRODUCIBLE = "tests/integration/test_reproducibility.py::test_training_again_gives_the_same_model"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("score") / "project"
    document = str(EXAMPLES / "quickstart/mlsystem.yaml")
    subprocess.run([sys.executable, "-m", "mlsys", "compile", document, "-q", "-o", str(folder)], check=True)
    return folder


@pytest.fixture
def project(compiled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(compiled, tmp_path / "project"))


def leave(project: Path, run: str, checks: dict[str, bool], **changes: Any) -> None:
    """Write the evidence of a run as the project does."""
    folder = project / "reports/evidence"
    folder.mkdir(parents=True, exist_ok=True)
    report = project / "reports/report.json"
    report.write_text("{}")
    evidence = {
        "run": run,
        "at": datetime.now(UTC).isoformat(),
        "code": code_digest(project),
        "automated": True,
        "checks": checks,
        "reports": {"report.json": hashlib.sha256(b"{}").hexdigest()},
        **changes,
    }
    (folder / f"{run}.json").write_text(json.dumps(evidence))


def leave_all(project: Path) -> None:
    """Let everything have run and passed that counts."""
    checks: dict[str, dict[str, bool]] = {}
    for run, pattern in (need for test in TESTS for need in test.needs):
        checks.setdefault(run, {})[pattern.replace("*", "x")] = True
    for run, passed in checks.items():
        leave(project, run, passed)


def points(mlsys, project: Path) -> dict[str, Any]:
    found = json.loads(mlsys("status", project, "--score", "--format", "json").out)
    return {each["id"]: (each["points"], each["verdict"]) for each in found["tests"]} | {"": found["score"]}


def test_a_project_that_never_ran_has_no_point_for_the_files_it_has(mlsys, project):
    found = points(mlsys, project)
    assert len(found) == 29
    assert {each[0] for key, each in found.items() if key} == {0}
    assert found[""] == 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (1, "automated")),
        ({"automated": False}, (0.5, "by hand")),
        ({"checks": {REPRODUCIBLE: False}}, (0, "failed")),
        ({"checks": {REPRODUCIBLE: True, f"{REPRODUCIBLE}_twice": False}}, (0, "failed")),
        ({"checks": {}}, (0, "not run")),
        ({"code": "0" * 64}, (0, "stale")),
        ({"at": (datetime.now(UTC) - OLDEST - timedelta(days=1)).isoformat()}, (0, "stale")),
        ({"at": (datetime.now(UTC) + timedelta(days=9)).isoformat()}, (0, "stale")),
        ({"reports": {"report.json": "0" * 64}}, (0, "stale")),
        ({"reports": {"gone.json": "0" * 64}}, (0, "stale")),
        ({"at": "yesterday"}, (0, "not run")),
        ({"checks": [REPRODUCIBLE]}, (0, "not run")),
    ],
)
def test_a_point_takes_evidence_that_ran_passed_and_is_of_this_code(mlsys, project, changes, expected):
    leave(project, "test", **{"checks": {REPRODUCIBLE: True}, **changes})
    assert points(mlsys, project)["I1"] == expected


@pytest.mark.parametrize("change", ["edit", "remove", "add"])
def test_a_project_that_changed_has_to_run_again(mlsys, project, change):
    leave(project, "test", {REPRODUCIBLE: True})
    place = project / "tests/integration/test_reproducibility.py"
    if change == "remove":
        place.unlink()
    else:
        place = place if change == "edit" else place.with_name("test_more.py")
        place.write_text("def test_nothing(): ...\n")
    assert points(mlsys, project)["I1"] == (0, "stale")


def test_the_score_is_the_least_of_the_four_sums(mlsys, project):
    leave_all(project)
    found = json.loads(mlsys("status", project, "--score", "--format", "json").out)
    assert found["sections"] == {"data": 4, "model": 4, "infrastructure": 7, "monitoring": 7}
    assert (found["score"], found["level"]) == (4, "strong")
    leave(project, "prove", {})
    assert points(mlsys, project)[""] == 1


def test_what_is_no_project_has_no_score(mlsys, tmp_path):
    assert mlsys("status", tmp_path, "--score").code == 4


def test_people_read_it_at_80_columns(mlsys, project):
    leave(project, "test", {REPRODUCIBLE: False})
    told = mlsys("status", project, "--score")
    assert "I1    0  failed" in told.out
    assert "ML Test Score 0: a research project" in told.out
    assert max(map(len, told.out.splitlines())) <= 80


def test_a_score_too_low_fails_where_it_is_asked_for(mlsys, project):
    leave_all(project)
    assert mlsys("status", project, "--score", "--at-least", "4").code == 0
    assert mlsys("status", project, "--score", "--at-least", "4.5").code == 1
    assert mlsys("status", project, "--at-least", "1").code == 2


def test_the_badge_is_an_image_and_the_trace_page_shows_the_score(mlsys, project):
    leave_all(project)
    badge = ElementTree.fromstring(mlsys("status", project, "--score", "--format", "svg").out)
    assert badge.attrib["aria-label"] == "ML Test Score: 4 of 7, strong"
    page = mlsys("trace", project / "mlsystem.yaml", "--format", "html").out
    assert '<section id="score">' in page
    assert "ML Test Score 4" in page
