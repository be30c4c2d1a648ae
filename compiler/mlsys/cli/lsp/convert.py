"""From diagnostics to the types of the protocol. Places are in characters here; the server converts them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from lsprotocol import types

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.source import Position, SourceFile, Span
from mlsys.spec.parents import is_shared

_SEVERITIES: Final = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.DANGER: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


def diagnostic(finding: Diagnostic, source: SourceFile) -> types.Diagnostic:
    """Return a finding as the editor shows it; one in another file stands at the top and leads there."""
    span = finding.span
    here = span is not None and span.source.name == source.name
    related = [
        types.DiagnosticRelatedInformation(location(other.span), other.message)
        for other in finding.related
        if other.span is not None and not is_shared(other.span.source.name)
    ]
    message = finding.message
    if span is not None and not here:
        name = span.source.name
        message += f" ({name if is_shared(name) else os.path.basename(name)}:{span.start.line})"
    if span is not None and not here and not is_shared(span.source.name):
        related.insert(0, types.DiagnosticRelatedInformation(location(span), finding.message))
    parts = [message, f"help: {finding.help}" if finding.help else "", finding.note]
    start = types.Position(0, 0)
    return types.Diagnostic(
        range=range_of(span) if span is not None and here else types.Range(start, start),
        message="\n".join(part for part in parts if part),
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="mlsys",
        related_information=related or None,
    )


def range_of(span: Span) -> types.Range:
    """Return a span in characters, counted from 0."""
    return types.Range(_position(span.start), _position(span.end))


def location(span: Span) -> types.Location:
    """Return a span with its file."""
    return types.Location(Path(os.path.abspath(span.source.name)).as_uri(), range_of(span))


def offset_of(text: str, position: types.Position) -> int:
    """Return the offset of a position that counts characters."""
    lines = text.split("\n")
    if position.line >= len(lines):
        return len(text)
    return sum(len(line) + 1 for line in lines[: position.line]) + min(
        position.character, len(lines[position.line])
    )


def position_of(text: str, offset: int) -> types.Position:
    """Return the position of an offset, in characters."""
    before = text[:offset]
    return types.Position(before.count("\n"), offset - (before.rfind("\n") + 1))


def _position(position: Position) -> types.Position:
    return types.Position(position.line - 1, position.column - 1)
