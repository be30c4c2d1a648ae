"""``python -m mlsys.cli.hook``: what the pre-commit hook ``mlsys-compile-check`` runs.

A change anywhere can make a project differ from its document: in the document, in a parent of it, in a
generated file. So every project that the repository holds is checked.
"""

from __future__ import annotations

import os
import subprocess
import sys

from mlsys.cli import exits


def main() -> int:
    """Check every compiled project of the repository that this is run in; return the worst exit code."""
    codes = [_check(spec) for spec in projects()]
    return max(codes, default=exits.CLEAN)


def projects() -> list[str]:
    """Return the document of each project that git knows, by its lock, in the order of their paths."""
    from mlsys.planning.inputs import DOCUMENT
    from mlsys.planning.paths import LOCK_NAME

    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--", f":(glob)**/{LOCK_NAME}"],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    folders = sorted({os.path.dirname(path) for path in listed.stdout.split("\0") if path})
    return [spec for folder in folders if os.path.exists(spec := os.path.join(folder, DOCUMENT))]


def _check(spec: str) -> int:
    from mlsys.cli.app import run

    return run(["compile", spec, "--check", "--quiet"])


if __name__ == "__main__":
    sys.exit(main())
