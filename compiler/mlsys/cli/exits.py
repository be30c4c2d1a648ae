"""Exit codes: a contract with scripts and CI."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
"""Nothing was found that fails the run."""
FINDINGS: Final = 1
"""Findings at error or danger level, or unresolved conflicts."""
USAGE: Final = 2
"""The command line itself is wrong."""
PENDING: Final = 3
"""``plan`` and ``compile --check``: the project differs from what the document says."""
FAULT: Final = 4
"""A fault of the environment: an unreadable file, a full disk, an untrusted blueprint."""
BUG: Final = 70
"""A defect of the compiler."""
INTERRUPTED: Final = 130
"""Interrupted from the keyboard; nothing was left half written."""
