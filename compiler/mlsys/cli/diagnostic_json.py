"""Diagnostics as JSON and back, without loss: the form in which they are remembered.

The form is private to the cache; the one for other programs is ``--format json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from mlsys.diagnostics.model import (
    AddEntry,
    Anchor,
    AppendItem,
    Change,
    Diagnostic,
    Fix,
    Related,
    RemoveEntry,
    RenameKey,
    SetValue,
    Severity,
)
from mlsys.source import Position, SourceFile, Span

_CHANGES: Final = {kind.__name__: kind for kind in (SetValue, RenameKey, RemoveEntry, AddEntry, AppendItem)}


def encode(diagnostic: Diagnostic, sources: Sequence[SourceFile]) -> dict[str, Any]:
    """Return ``diagnostic`` as JSON; spans name their text by its index in ``sources``."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "route": diagnostic.route,
        "anchor": diagnostic.anchor.value,
        "span": _encode_span(diagnostic.span, sources),
        "help": diagnostic.help,
        "note": diagnostic.note,
        "related": [[r.route, r.message, _encode_span(r.span, sources)] for r in diagnostic.related],
        "fix": _encode_fix(diagnostic.fix),
    }


def decode(data: dict[str, Any], sources: Sequence[SourceFile]) -> Diagnostic:
    """Return the diagnostic that ``encode`` turned into ``data``."""
    return Diagnostic(
        code=data["code"],
        severity=Severity(data["severity"]),
        message=data["message"],
        route=tuple(data["route"]),
        anchor=Anchor(data["anchor"]),
        span=_decode_span(data["span"], sources),
        help=data["help"],
        note=data["note"],
        related=tuple(Related(tuple(r), m, _decode_span(s, sources)) for r, m, s in data["related"]),
        fix=_decode_fix(data["fix"]),
    )


def _encode_span(span: Span | None, sources: Sequence[SourceFile]) -> list[int] | None:
    if span is None:
        return None
    start, end = span.start, span.end
    index = next(i for i, source in enumerate(sources) if source is span.source)
    return [index, start.offset, start.line, start.column, end.offset, end.line, end.column]


def _decode_span(data: list[int] | None, sources: Sequence[SourceFile]) -> Span | None:
    if data is None:
        return None
    return Span(sources[data[0]], Position(*data[1:4]), Position(*data[4:7]))


def _encode_fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    changes = [[type(change).__name__, asdict(change)] for change in fix.changes]
    return {"title": fix.title, "changes": changes, "safe": fix.safe}


def _decode_fix(data: dict[str, Any] | None) -> Fix | None:
    if data is None:
        return None
    changes = tuple(_decode_change(kind, values) for kind, values in data["changes"])
    return Fix(data["title"], changes, data["safe"])


def _decode_change(kind: str, values: dict[str, Any]) -> Change:
    return _CHANGES[kind](**{**values, "route": tuple(values["route"])})
