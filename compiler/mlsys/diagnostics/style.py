"""Colour: the few ANSI sequences that findings need."""

from __future__ import annotations

from dataclasses import dataclass

from mlsys.diagnostics.model import Severity


@dataclass(frozen=True, slots=True)
class Style:
    """How the parts of a text report look."""

    colour: bool = False

    def severity(self, severity: Severity, text: str) -> str:
        """Return ``text`` in the colour of ``severity``."""
        return self._paint(_COLOURS[severity], text)

    def strong(self, text: str) -> str:
        """Return ``text`` in bold."""
        return self._paint("1", text)

    def frame(self, text: str) -> str:
        """Return ``text`` in the colour of line numbers and gutters."""
        return self._paint("1;34", text)

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


PLAIN = Style()
COLOURED = Style(colour=True)

_COLOURS = {
    Severity.ERROR: "1;31",
    Severity.DANGER: "1;35",
    Severity.WARNING: "1;33",
    Severity.NOTE: "1;36",
}
