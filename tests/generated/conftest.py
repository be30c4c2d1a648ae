"""The examples, compiled once."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to


@pytest.fixture(scope="session")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the compiled churn project."""
    return compile_to(EXAMPLES / "telco-churn" / "mlsystem.yaml", tmp_path_factory.mktemp("churn"))


@pytest.fixture(scope="session")
def quickstart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the compiled prototype, which declares the least possible."""
    return compile_to(EXAMPLES / "quickstart" / "mlsystem.yaml", tmp_path_factory.mktemp("quickstart"))


@pytest.fixture(scope="session")
def equip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Path]]:
    """Return what sets a project up; those with the same lock files share an environment and mypy's cache."""
    shared = tmp_path_factory.mktemp("environments")

    def set_up(project: Path) -> Path:
        locks = b"".join(path.read_bytes() for path in sorted(project.glob("requirements*.lock")))
        environment = shared / hashlib.sha256(locks).hexdigest()
        environment.mkdir(exist_ok=True)
        (project / ".venv").symlink_to(environment)
        if (environment / "installed").exists():
            (environment / "installed").touch()
        subprocess.run(
            ["make", "--no-print-directory", "setup"], cwd=project, check=True, capture_output=True
        )
        return project

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYPY_CACHE_DIR", str(shared / "mypy"))
        yield set_up
