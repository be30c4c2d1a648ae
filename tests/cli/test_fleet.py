"""Many documents at a glance."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from updating_support import needs_git

BINARY = Path(__file__).resolve().parents[1] / "rules/bases/binary.yaml"
POLICY = """apiVersion: mlsys/v1alpha1
kind: Policy
metadata: {name: baseline, owner: platform}
required: [metadata.repository]
exceptions:
  - {rule: required.metadata.repository, system: NAME, reason: r, owner: platform, expires: 2999-01-01}
"""


@pytest.fixture
def fleet(tmp_path: Path, spec: Path) -> Path:
    """A fleet of a compiled system, one with an error, one that is no YAML, and one that is empty."""
    folder = tmp_path / "fleet"
    shutil.copytree(spec.parent, folder / "quick")
    for name in ("broken", "torn", "empty", "node_modules/x", ".hidden"):
        (folder / name).mkdir(parents=True)
        shutil.copy(spec, folder / name / "mlsystem.yaml")
    text = spec.read_text()
    (folder / "broken/mlsystem.yaml").write_text(text.replace("baseline:", "baselines:"))
    (folder / "torn/mlsystem.yaml").write_text("a: [")
    (folder / "empty/mlsystem.yaml").write_text("")
    return folder


def rows(mlsys, *arguments: str | Path) -> dict[str, dict[str, object]]:
    lines = mlsys("fleet", *arguments, "--format", "json").out.splitlines()
    found = [json.loads(line) for line in lines]
    return {Path(row["path"]).parent.name: row for row in found}


@needs_git
def test_every_document_is_a_row_and_the_rest_goes_on(mlsys, fleet: Path) -> None:
    subprocess.run(["git", "init", "-q", fleet], check=True)
    mlsys("compile", fleet / "quick/mlsystem.yaml", "-o", fleet / "project", "--quiet")
    found = rows(mlsys, fleet, "--jobs", "2")
    assert set(found) == {"quick", "broken", "torn", "empty"}, "no copy of a project, nothing hidden"
    assert "is empty" in found["empty"]["fault"]
    assert "MLS001" in found["broken"]["codes"]
    assert found["torn"]["errors"] == 1
    quick = found["quick"]
    assert (quick["system"], quick["stage"], quick["errors"]) == ("quick-churn", "prototype", 0)
    assert 0 < quick["enforced"] <= quick["claims"]


def test_rows_are_what_validate_says(mlsys, tmp_path: Path) -> None:
    shutil.copy(BINARY, tmp_path / "mlsystem.yaml")
    (row,) = rows(mlsys, tmp_path).values()
    said = json.loads(mlsys("validate", tmp_path / "mlsystem.yaml", "--format", "json").out)
    severities = [finding["severity"] for finding in said["diagnostics"]]
    assert [row["errors"], row["dangers"], row["warnings"]] == [
        severities.count(name) for name in ("error", "danger", "warning")
    ]
    assert row["team"] == "card-ml"


def test_exceptions_are_counted(mlsys, fleet: Path) -> None:
    (fleet / "mlsys.toml").write_text('policies = ["policy.yaml"]\n')
    (fleet / "policy.yaml").write_text(POLICY.replace("NAME", "another"))
    assert [rows(mlsys, fleet / "quick")["quick"][key] for key in ("errors", "exceptions")] == [1, 0]
    (fleet / "policy.yaml").write_text(POLICY.replace("NAME", "quick-churn"))
    assert [rows(mlsys, fleet / "quick")["quick"][key] for key in ("errors", "exceptions")] == [0, 1]


def test_the_table_fits_80_columns_and_tells_the_worst_first(mlsys, fleet: Path) -> None:
    outcome = mlsys("fleet", fleet)
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert max(map(len, lines[:5])) <= 80
    assert lines[4].startswith("quick-churn")
    assert "4 systems, 3 with errors or dangers, 0 exceptions in force" in lines
    assert mlsys("fleet", fleet / "quick").code == 0
