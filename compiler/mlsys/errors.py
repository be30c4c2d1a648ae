"""Faults of the environment: things that no edit of the specification can mend."""

from __future__ import annotations


class MlsysError(Exception):
    """A fault outside the document: an unreadable file, a full disk, an untrusted blueprint.

    The command line prints ``message`` and ``help`` and exits with ``exit_code``.
    """

    exit_code = 4

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        """What the user can do next, as an imperative sentence; may be empty."""
