"""A number that the compiler derived, with its working."""

from __future__ import annotations

from dataclasses import dataclass

from mlsys.route import Route, format_route


@dataclass(frozen=True, slots=True)
class Derivation:
    """A derived number that can defend itself: value, working, inputs and the source of its formula."""

    id: str
    """Stable name for templates and for ``explain``: ``serving.replicas``."""
    value: object
    """The number, or a tuple of frozen rows for tables such as burn-rate windows."""
    unit: str
    """Unit of ``value`` in words; empty for a pure number."""
    summary: str
    """One sentence that says what the number is for."""
    working: str
    """The arithmetic with the numbers of this document, as it stands beside the number in generated files."""
    inputs: tuple[Route, ...]
    """The fields that went in; empty when only defaults did."""
    source: str
    """Where the formula comes from."""

    @property
    def comment(self) -> str:
        """The working followed by the fields it came from, for a comment in a generated file."""
        if not self.inputs:
            return self.working
        return f"{self.working} ({', '.join(format_route(route) for route in self.inputs)})"
