"""A generated project that is set up and trained, and what benchmarks need of it."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"


class NotReadyError(Exception):
    """The project lacks what the benchmark needs."""


@dataclass(frozen=True)
class Project:
    """The folder of a project after ``make setup train evaluate``."""

    root: Path
    package: str

    @classmethod
    def at(cls, root: Path) -> Project:
        """Open a project.

        Raises:
            NotReadyError: if it is not set up, or has no champion.
        """
        root = root.resolve()
        packages = sorted(path.parents[1] for path in root.glob("src/*/data/contract.py"))
        project = cls(root, packages[0].name if packages else "")
        if not (packages and project.python.exists() and (project.models / "champion.json").exists()):
            raise NotReadyError(f"{root}: run `make setup train evaluate` there first")
        return project

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return self.root / ".venv/bin/python"

    @property
    def models(self) -> Path:
        """The folder of its models."""
        return self.root / "models"

    @property
    def data(self) -> Path:
        """Its training table."""
        design = (self.root / "src" / self.package / "config" / "design.py").read_text("utf-8")
        found = re.search(r'^DATA_PATH.*= "(.+)"$', design, re.MULTILINE)
        return self.root / (found[1] if found else "data/train.csv")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its programs: one thread a library, as its images set it."""
        path = f"{self.root / 'src'}{os.pathsep}{PROGRAMS}"
        return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "MLFLOW_DISABLE_TELEMETRY": "true"}

    def run(self, program: str, *arguments: str | Path, python: Path | None = None) -> str:
        """Run one of the programs; return what it printed.

        Raises:
            subprocess.CalledProcessError: if it fails.
        """
        command = [str(python or self.python), str(PROGRAMS / program), self.package, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, check=True, text=True, stdout=subprocess.PIPE
        )
        return done.stdout
