"""The command line as a test drives it: in this process, or as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from mlsys.cli.app import run


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Both streams."""
        return self.out + self.err


class Mlsys(Protocol):
    def __call__(self, *arguments: str | Path) -> Outcome: ...


@pytest.fixture
def mlsys(capsys: pytest.CaptureFixture[str]) -> Mlsys:
    """Run a command in this process."""

    def call(*arguments: str | Path) -> Outcome:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


ROWS = "tenure,contract,monthly_charges,churn\n1,Month-to-month,20.5,Yes\n30,Two year,99,No\n"


@pytest.fixture
def spec(tmp_path: Path, root: Path) -> Path:
    """A small document that compiles, with its data, in a folder of its own."""
    folder = tmp_path / "source"
    (folder / "data").mkdir(parents=True)
    (folder / "data/telco_churn.csv").write_text(ROWS)
    return Path(shutil.copy(root / "examples/quickstart/mlsystem.yaml", folder))


@pytest.fixture
def mlsys_process() -> Callable[..., Outcome]:
    """Run a command as a process of its own."""

    def call(
        *arguments: str | Path,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        before: Callable[[], object] | None = None,
        prefix: Sequence[str] = (),
    ) -> Outcome:
        done = subprocess.run(
            [*prefix, sys.executable, "-m", "mlsys", *map(str, arguments)],
            check=False,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            preexec_fn=before,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return call
