"""The fleet as one page of HTML that needs nothing else, and searches thousands of systems."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Final

from mlsys.fleet.row import FleetRow

_WITHOUT_SCRIPTS: Final = 100
"""Rows that a reader without scripts sees; a browser takes seconds for thousands."""


def page(rows: Sequence[FleetRow], summary: str) -> str:
    """Return the page; it loads nothing, and runs no script but its own.

    Args:
        rows: the systems, in the order in which they are shown first.
        summary: what there is to tell of all of them, as text.
    """
    style, script = _part("fleet.css"), _part("fleet.js")
    parts = {
        "POLICY": f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}",
        "STYLE": style,
        "SUMMARY": escape(summary),
        "SHOWN": str(min(len(rows), _WITHOUT_SCRIPTS)),
        "TABLE": _table(rows[:_WITHOUT_SCRIPTS]),
        "ROWS": json.dumps([asdict(row) for row in rows], ensure_ascii=False).replace("<", "\\u003c"),
        "SCRIPT": script,
    }
    first, *others = _part("fleet.html").split("@")
    # What stands between two marks is a name or text; what is put in is never looked at again.
    return first + "".join(parts.get(piece, piece) for piece in others)


def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _source(content: str) -> str:
    """Return what allows exactly ``content`` in a content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _table(rows: Sequence[FleetRow]) -> str:
    titles = ("system", "team", "stage", "errors", "dangers", "warnings", "next")
    head = "".join(f"<th>{title}</th>" for title in titles)
    body = "\n".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _cells(row: FleetRow) -> str:
    counts = (row.errors, row.dangers, row.warnings)
    cells = (row.system or row.path, row.team, row.stage, *counts, row.next)
    return "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
