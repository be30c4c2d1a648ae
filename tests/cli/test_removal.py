"""Whoever removes what enforces a claim by hand is told by `mlsys prove`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generated_support import EXAMPLES
from mlsys.cli.compiling.plans import prepare
from mlsys.cli.proving.reach import Reach, reached
from mlsys.pipeline import generate

CHURN = EXAMPLES / "telco-churn/mlsystem.yaml"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The churn project after a run of all of its saboteurs, each of which was caught."""
    folder = tmp_path_factory.mktemp("removal") / "project"
    subprocess.run(
        [sys.executable, "-m", "mlsys", "compile", str(CHURN), "-q", "-o", str(folder)], check=True
    )
    drills = sorted((folder / "tests/fault_injection").glob("*.py"))
    proofs = [
        {"saboteur": f"tests/fault_injection/{path.name}", "enforcement": "gate", "claim": "metrics"}
        for path in drills
    ]
    (folder / "reports").mkdir()
    report = [{**proof, "tripped": True, "evidence": ""} for proof in proofs]
    (folder / "reports/proof.json").write_text(json.dumps(report))
    return folder


@pytest.fixture
def project(compiled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(compiled, tmp_path / "project"))


def prove(mlsys, project: Path) -> tuple[int, dict[str, Any]]:
    outcome = mlsys("prove", project, "--no-run", "--format", "json")
    return outcome.code, json.loads(outcome.out)


def test_what_is_whole_is_clean_and_what_no_saboteur_reaches_is_named(mlsys, project):
    code, found = prove(mlsys, project)
    assert code == 0
    assert {each["reach"] for each in found["enforcements"]} == {"tripped", "no saboteur"}
    outcome = mlsys("prove", project, "--no-run")
    assert "no saboteur reaches" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80
    page = mlsys("prove", project, "--no-run", "--format", "html").out
    assert page.count("<tr>") > len(found["enforcements"])


@pytest.mark.parametrize(
    ("path", "part", "gone"),
    [
        ("src/telco_churn/evaluation/gates.py", "", "the file"),
        ("src/telco_churn/evaluation/gates.py", "def ", ""),
        ("monitoring/health_rules.yml", "- alert: ModelStale", "alert: ModelStale"),
        (".github/workflows/ci.yml", "run: make prove", "run: make prove"),
        ("tests/fault_injection/shuffle_labels.py", "def run", "run"),
    ],
)
def test_a_part_that_is_gone_fails(mlsys, project, path, part, gone):
    place = project / path
    if part:
        lines = place.read_text().splitlines(keepends=True)
        first = next(number for number, line in enumerate(lines) if part in line)
        place.write_text("".join(lines[:first] + lines[first + 1 :]))
    else:
        place.unlink()
    code, found = prove(mlsys, project)
    removed = [each["gone"] for each in found["enforcements"] if each["reach"] == "removed"]
    assert code == 1
    assert any(gone in each for each in removed)


def test_a_saboteur_that_did_not_run_fails(mlsys, project):
    report = project / "reports/proof.json"
    report.write_text(json.dumps(json.loads(report.read_text())[:3]))
    code, found = prove(mlsys, project)
    assert code == 1
    assert "saboteur did not run" in {each["reach"] for each in found["enforcements"]}


def test_each_artefact_is_missed(project: Path) -> None:
    plan = prepare(project / "mlsystem.yaml", None, folder=project, strict=False).plan
    tree = generate(plan)
    whole = reached(plan, tree, project, {})
    assert not [each for each in whole if each.reach is Reach.REMOVED]
    for artefact in sorted({path for each in whole for path in (each.artefact, each.saboteur) if path}):
        content = (project / artefact).read_bytes()
        (project / artefact).unlink()
        found = reached(plan, tree, project, {})
        (project / artefact).write_bytes(content)
        missed = [(each.artefact, each.saboteur) for each in found if each.reach is Reach.REMOVED]
        assert missed
        assert all(artefact in each for each in missed)
