"""Editing files and committing them, for the tests of updates."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str) -> None:
    """Run git in ``folder`` under a fixed identity."""
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "core.hooksPath=/dev/null")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    """Commit everything in ``folder``."""
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--message", "state")


def edit(path: Path, old: str, new: str) -> None:
    """Replace ``old``, which must be there, by ``new`` once."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
