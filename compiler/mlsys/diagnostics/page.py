"""The page of a finding: what ``mlsys explain CODE`` tells."""

from __future__ import annotations

from dataclasses import dataclass

from mlsys.diagnostics.model import Severity


@dataclass(frozen=True, slots=True)
class Page:
    """What ``mlsys explain CODE`` tells."""

    code: str
    name: str
    """Stable name in kebab case, for people and for SARIF."""
    severity: Severity
    title: str
    """What is found, as a phrase."""
    text: str
    """Why it matters and what to do, in Markdown."""
    bad: str = ""
    good: str = ""
