"""What every test shares: a state folder of its own, and no colour from the environment."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from mlsys.resources import blueprints_dir, templates_dir

pytest_plugins = ("pytester",)

if "CI" not in os.environ:  # there Hypothesis has a profile of its own, without a deadline as well
    settings.register_profile("busy", deadline=None)  # no test asserts how long it takes
    settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write golden expectations anew; the difference is then read like any other change."""
    parser.addoption("--update-golden", action="store_true", help="write golden expectations as they are now")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to accept whatever comes out where nobody reads the difference."""
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is refused when CI is set: nobody would read the difference")
    if config.getoption("--update-golden") and config.getoption("numprocesses", None):
        raise pytest.UsageError("--update-golden writes files: add `-n 0`")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the templates that were edited since the build, which every project would do anew."""
    if hasattr(session.config, "workerinput") or not _edited_since_the_build():
        return
    from mlsys.render.precompiled import write_modules

    with contextlib.suppress(FileExistsError):  # other tests of this checkout are at it
        write_modules(templates_dir())


def _edited_since_the_build() -> bool:
    built = templates_dir().stat().st_mtime if templates_dir().is_dir() else 0.0
    return any(
        os.stat(os.path.join(folder, name)).st_mtime > built
        for folder, _, names in os.walk(blueprints_dir())
        for name in names
    )


@pytest.fixture(autouse=True, scope="session")
def _private_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's state and colour settings out of the tests and the processes they start."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    patch.setenv("MLSYS_CONFIG_DIR", str(tmp_path_factory.mktemp("config")))
    patch.delenv("FORCE_COLOR", raising=False)
    patch.delenv("NO_COLOR", raising=False)
    yield
    patch.undo()


@pytest.fixture
def root() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parent.parent
