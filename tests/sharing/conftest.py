"""A product team's repository and the git repository of a platform team, both real."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli.conftest import Mlsys, Outcome, mlsys

__all__ = ["mlsys"]
HEAD = "apiVersion: mlsys/v1alpha2\nkind: Blueprint\n"
ROOT = Path(__file__).resolve().parents[2]


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["git", "-c", "user.name=p", "-c", "user.email=p@acme.example", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return run.stdout.strip()


class Platform:
    """The repository in which an organisation publishes the blueprint `acme-notes` in the folder `notes`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "notes/template").mkdir(parents=True)
        git(folder, "init", "-q", "-b", "main")

    @property
    def url(self) -> str:
        return self.folder.as_uri()

    def publish(
        self, version: str, files: Mapping[str, str], manifest: str = "", *, tag: str | None = None
    ) -> str:
        """Commit a version, tag it, and return the commit."""
        shutil.rmtree(self.folder / "notes")
        head = f"{HEAD}metadata: {{name: acme-notes, version: {version}}}\n"
        body = manifest or 'files: [{path: "**", owner: merged}]\n'
        for path, text in {"blueprint.yaml": head + body, **files}.items():
            target = self.folder / "notes" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "-m", version)
        if tag != "":
            git(self.folder, "tag", "-f", tag or f"v{version}")
        return git(self.folder, "rev-parse", "HEAD")


class Team:
    """A repository with one document; commands run in its folder."""

    def __init__(self, folder: Path, command: Mlsys) -> None:
        self.folder, self._command = folder, command
        (folder / "data").mkdir(parents=True)
        rows = "tenure,contract,monthly_charges,churn\n1,Month-to-month,20.5,Yes\n30,Two year,99,No\n"
        (folder / "data/telco_churn.csv").write_text(rows)
        shutil.copy(ROOT / "examples/quickstart/mlsystem.yaml", folder)

    def __call__(self, *arguments: str | Path) -> Outcome:
        return self._command(*arguments)

    def compile(self, *options: str) -> Outcome:
        return self("compile", "mlsystem.yaml", "-o", "out", *options)

    @property
    def settings(self) -> str:
        return (self.folder / "mlsys.toml").read_text()


@pytest.fixture
def platform(tmp_path: Path) -> Platform:
    return Platform(tmp_path / "platform")


@pytest.fixture
def team(tmp_path: Path, mlsys: Mlsys, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setenv("MLSYS_CACHE_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("COOKIECUTTER_CONFIG", str(tmp_path / "cookiecutter.yaml"))
    (tmp_path / "cookiecutter.yaml").write_text(f"abbreviations:\n  acme: {tmp_path.as_uri()}/{{}}\n")
    made = Team(tmp_path / "team", mlsys)
    monkeypatch.chdir(made.folder)
    return made
