"""The format for programs: a stable contract, described by ``schemas/diagnostics.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from mlsys.diagnostics.model import (
    AddEntry,
    AppendItem,
    Change,
    Diagnostic,
    Fix,
    Related,
    RemoveEntry,
    RenameKey,
    SetValue,
)
from mlsys.diagnostics.report import Report
from mlsys.route import format_route
from mlsys.source import Position, Span

VERSION = 1
"""Grows when a key changes its meaning or goes; new keys may come at any time."""


def render(report: Report) -> str:
    """Return the report as JSON with stable order."""
    return json.dumps(to_json(report), indent=2, ensure_ascii=False) + "\n"


def to_json(report: Report) -> dict[str, Any]:
    """Return the report as plain data."""
    return {
        "version": VERSION,
        "documents": list(report.documents),
        "diagnostics": [_diagnostic(d) for d in report.diagnostics],
        "summary": {
            "counts": {severity.value: count for severity, count in report.counts.items()},
            "fails": report.fails,
            "rules_run": report.rules_run,
            "skipped": [{"code": s.code, "reason": s.reason} for s in report.skipped],
        },
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "path": format_route(diagnostic.route),
        "location": _location(diagnostic.span),
        "help": diagnostic.help,
        "note": diagnostic.note,
        "related": [_related(r) for r in diagnostic.related],
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _related(related: Related) -> dict[str, Any]:
    return {
        "path": format_route(related.route),
        "message": related.message,
        "location": _location(related.span),
    }


def _location(span: Span | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {"file": span.source.name, "start": _position(span.start), "end": _position(span.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": position.offset}


def _fix(fix: Fix) -> dict[str, Any]:
    return {"title": fix.title, "safe": fix.safe, "changes": [_change(change) for change in fix.changes]}


def _change(change: Change) -> dict[str, str]:
    path = {"path": format_route(change.route)}
    match change:
        case SetValue():
            return {"kind": "set", **path, "value": change.text}
        case RenameKey():
            return {"kind": "rename", **path, "name": change.name}
        case RemoveEntry():
            return {"kind": "remove", **path}
        case AddEntry():
            return {"kind": "add", **path, "key": change.key, "value": change.text}
        case AppendItem():
            return {"kind": "append", **path, "value": change.text}
