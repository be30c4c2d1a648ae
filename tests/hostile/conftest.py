"""A stranger's repository on this machine, and the world around it that no command may touch."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mlsys.cli.app import run

QUICK = Path(__file__).resolve().parents[2] / "examples/quickstart"
COMMANDS = (("plan",), ("compile", "--check"), ("compile",), ("status",))


@dataclass
class World:
    """A clone, and what stands beside it."""

    clone: Path
    outside: Path
    state: Path
    """The folder of the user's own state."""
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str | Path) -> tuple[int, str]:
        """Run a command in the clone; return its code and what it wrote to stderr."""
        self.capture.readouterr()
        code = run([*map(str, arguments)])
        told = self.capture.readouterr().err
        assert "Traceback" not in told, told
        return code, told


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that was compiled in place, as a stranger hands it on."""
    folder = tmp_path_factory.mktemp("stranger") / "project"
    shutil.copytree(QUICK, folder, ignore=shutil.ignore_patterns("README.md"))
    command = [sys.executable, "-m", "mlsys", "compile", "-o", ".", "--quiet"]
    subprocess.run(command, cwd=folder, check=True)
    return folder


@pytest.fixture
def world(
    compiled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[World]:
    """Provide a clone of the project beside files of the user; afterwards those must be as they were."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.txt").write_text("precious\n")
    (outside / "folder").mkdir()
    (outside / "folder/inner.txt").write_text("inner\n")
    clone = tmp_path / "clone"
    shutil.copytree(compiled, clone, symlinks=True)
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    hooks = sorted((clone / ".git/hooks").iterdir())
    monkeypatch.setenv("MLSYS_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.chdir(clone)
    yield World(clone, outside, tmp_path / "state", capsys)
    assert {path.name for path in outside.rglob("*")} == {"precious.txt", "folder", "inner.txt"}
    assert (outside / "precious.txt").read_text() == "precious\n"
    assert (outside / "folder/inner.txt").read_text() == "inner\n"
    assert sorted((clone / ".git/hooks").iterdir()) == hooks
    assert not (tmp_path / "escaped").exists()


@pytest.fixture
def refused(world: World) -> Callable[..., None]:
    """Check that every command that reads a project ends in one line, with 1 or 4."""

    def check(reason: str, *commands: tuple[str, ...], codes: tuple[int, ...] = (4,)) -> None:
        for command in commands or COMMANDS:
            code, told = world.run(*command)
            assert code in codes, (command, code, told)
            lines = [line for line in told.splitlines() if not line.startswith("help:")]
            assert len([line for line in lines if reason in line]) == 1, (command, told)

    return check
