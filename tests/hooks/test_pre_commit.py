"""The hooks, run by the real pre-commit on a repository with several specifications."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "<where you cloned this from>"
"""What the README says in place of an address; git is told where that is."""
CONFIG = (ROOT / "README.md").read_text().partition("# .pre-commit-config.yaml\n")[2].partition("```")[0]
"""As the README prints it."""
CAPTURED: dict[str, Any] = {"capture_output": True, "text": True}
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main")

pytestmark = pytest.mark.slow


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run([*GIT, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return run.stdout


def published(folder: Path) -> Path:
    """Return a repository that holds this checkout as it stands, tagged as a release."""
    listed = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "release")
    git(folder, "tag", "v0.1.0")
    return folder


class Repository:
    """A user's repository with the hooks in it."""

    def __init__(self, folder: Path, hooks: Path, home: Path) -> None:
        self.folder = folder
        self.env = os.environ | {
            "PRE_COMMIT_HOME": str(home / "pre-commit"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "PRE_COMMIT_COLOR": "never",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{hooks}.insteadOf",
            "GIT_CONFIG_VALUE_0": ADDRESS,
        }

    def add(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(self, *arguments: str) -> tuple[int, str]:
        git(self.folder, "add", "-A")
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", *arguments]
        run = subprocess.run(command, cwd=self.folder, env=self.env, check=False, **CAPTURED)
        return run.returncode, run.stdout + run.stderr

    def compile(self, name: str) -> None:
        command = [sys.executable, "-m", "mlsys", "compile", name, "-o", str(Path(name).parent), "--quiet"]
        run = subprocess.run(command, cwd=self.folder, env=self.env, check=False, **CAPTURED)
        assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    hooks = published(tmp_path_factory.mktemp("hooks"))
    found = Repository(tmp_path_factory.mktemp("user"), hooks, tmp_path_factory.mktemp("home"))
    git(found.folder, "init", "-q")
    found.add(".pre-commit-config.yaml", CONFIG)
    quick = (ROOT / "examples/quickstart/mlsystem.yaml").read_text()
    data = (ROOT / "examples/quickstart/data/telco_churn.csv").read_text()
    for name in ("churn", "upsell"):
        found.add(f"systems/{name}/mlsystem.yaml", quick.replace("quick-churn", f"quick-{name}"))
        found.add(f"systems/{name}/data/telco_churn.csv", data)
    return found


def test_validate_checks_every_specification(repository: Repository) -> None:
    code, out = repository.run("mlsys-validate")
    assert code == 0, out
    for name, wrong in (("churn", "{role: optimise}"), ("upsell", "{rolle: optimize}")):
        path = repository.folder / f"systems/{name}/mlsystem.yaml"
        path.write_text(path.read_text().replace("{role: optimize}", wrong))
    code, out = repository.run("mlsys-validate")
    assert code == 1
    assert "systems/churn/mlsystem.yaml:19:" in out
    assert "systems/upsell/mlsystem.yaml:19:" in out
    assert "`rolle` is not a field" in out
    for name, wrong in (("churn", "{role: optimise}"), ("upsell", "{rolle: optimize}")):
        path = repository.folder / f"systems/{name}/mlsystem.yaml"
        path.write_text(path.read_text().replace(wrong, "{role: optimize}"))


def test_compile_check_sees_every_project_and_no_specification_alone(repository: Repository) -> None:
    code, out = repository.run("mlsys-compile-check")
    assert code == 0, out
    repository.compile("systems/churn/mlsystem.yaml")
    code, out = repository.run("mlsys-compile-check")
    assert code == 0, out
    makefile = repository.folder / "systems/churn/pyproject.toml"
    before = makefile.read_text()
    spec = repository.folder / "systems/churn/mlsystem.yaml"
    text = spec.read_text()
    spec.write_text(text.replace("0..120", "0..240"))
    code, out = repository.run("mlsys-compile-check")
    assert code == 1
    assert "systems/churn is not what its specification says" in out
    assert makefile.read_text() == before
    spec.write_text(text)
    assert repository.run("mlsys-compile-check")[0] == 0
