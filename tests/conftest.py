"""What every test shares: a state folder of its own, and no colour from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write golden expectations anew; the difference is then read like any other change."""
    parser.addoption("--update-golden", action="store_true", help="write golden expectations as they are now")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to accept whatever comes out where nobody reads the difference."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused when CI is set: nobody would read the difference")
    if config.getoption("--update-golden") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--update-golden writes files: add `-n 0`")


@pytest.fixture(autouse=True, scope="session")
def _private_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's state and colour settings out of the tests and the processes they start."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    patch.delenv("FORCE_COLOR", raising=False)
    patch.delenv("NO_COLOR", raising=False)
    yield
    patch.undo()


@pytest.fixture
def root() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parent.parent
