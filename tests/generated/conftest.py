"""The examples, compiled once."""

from __future__ import annotations

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
