"""What `mlsys-compile-check` does, without pre-commit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mlsys.cli import hook
from mlsys.cli.app import run

QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for name in ("one", "two words"):
        folder = tmp_path / "systems" / name
        (folder / "data").mkdir(parents=True)
        (folder / "mlsystem.yaml").write_text((QUICK / "mlsystem.yaml").read_text())
        (folder / "data/telco_churn.csv").write_text((QUICK / "data/telco_churn.csv").read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_compiled_project_that_git_knows_is_checked(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hook.main() == 0
    spec = repository / "systems/two words/mlsystem.yaml"
    assert run(["compile", str(spec), "-o", str(spec.parent), "--quiet"]) == 0
    assert hook.projects() == []
    subprocess.run(["git", "add", "-A"], check=True)
    assert hook.projects() == ["systems/two words/mlsystem.yaml"]
    assert hook.main() == 0
    spec.write_text(spec.read_text().replace("0..120", "0..240"))
    capsys.readouterr()
    assert hook.main() == 3
    assert "systems/two words is not what its specification says" in capsys.readouterr().out
