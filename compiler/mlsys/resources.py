"""Where the files that ship with the compiler are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = _PACKAGE / "_data"
"""Where the wheel puts the published data (see ``force-include`` in pyproject.toml)."""
_CHECKOUT: Final = _PACKAGE.parent.parent


def schemas_dir() -> Path:
    """Return the folder of the published JSON Schemas."""
    return _shipped("schemas")


def blueprints_dir() -> Path:
    """Return the folder of the built-in blueprints, one folder each."""
    return _shipped("blueprints")


def templates_dir() -> Path:
    """Return the folder of the compiled templates, which the build writes; it need not exist."""
    installed = _INSTALLED / "templates"
    return installed if installed.is_dir() else _CHECKOUT / "build" / "templates"


def _shipped(name: str) -> Path:
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _CHECKOUT / name
