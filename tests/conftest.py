"""What every test shares: a cache of its own, and no colour from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True, scope="session")
def _private_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's cache and colour settings out of the tests, also out of the processes they start."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    patch.delenv("FORCE_COLOR", raising=False)
    patch.delenv("NO_COLOR", raising=False)
    yield
    patch.undo()


@pytest.fixture
def root() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parent.parent
