"""SARIF 2.1.0, which code scanning services and editors read.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from mlsys.diagnostics.codes import PAGES
from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.diagnostics.page import Page
from mlsys.diagnostics.report import Report
from mlsys.route import format_route
from mlsys.source import Span

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.DANGER: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "note",
}


def render(report: Report, *, version: str = "", pages: Iterable[Page] = ()) -> str:
    """Return the report as a SARIF log with one run.

    Args:
        report: what was found.
        version: version of the compiler.
        pages: pages of the rules, besides those of the structural codes.
    """
    known = {**PAGES, **{page.code: page for page in pages}}
    driver: dict[str, Any] = {"name": "mlsys", "rules": _rules(report.diagnostics, known)}
    if version:
        driver["semanticVersion"] = version
    indexes = {rule["id"]: index for index, rule in enumerate(driver["rules"])}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, indexes[d.code], report.documents) for d in report.diagnostics],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rules(diagnostics: Iterable[Diagnostic], pages: Mapping[str, Page]) -> list[dict[str, Any]]:
    return [_rule(code, pages.get(code)) for code in sorted({d.code for d in diagnostics})]


def _rule(code: str, page: Page | None) -> dict[str, Any]:
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in page.name.split("-")),
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.text},
        "help": {"text": page.text, "markdown": page.text},
        "defaultConfiguration": {"level": _LEVELS[page.severity]},
    }


def _result(diagnostic: Diagnostic, index: int, documents: Sequence[str]) -> dict[str, Any]:
    parts = [diagnostic.message, diagnostic.help and f"help: {diagnostic.help}", diagnostic.note]
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": "\n".join(part for part in parts if part)},
        "properties": {"severity": diagnostic.severity.value},
        "partialFingerprints": {"mlsysRoute/v1": _fingerprint(diagnostic)},
    }
    logical = {"fullyQualifiedName": format_route(diagnostic.route), "kind": "member"}
    if diagnostic.span is not None:
        result["locations"] = [{**_location(diagnostic.span), "logicalLocations": [logical]}]
    elif documents:  # code scanning refuses a result without a place
        place = {"artifactLocation": {"uri": _uri(documents[0])}, "region": {"startLine": 1}}
        result["locations"] = [{"physicalLocation": place}]
    related = [
        {**_location(r.span), "message": {"text": r.message}}
        for r in diagnostic.related
        if r.span is not None
    ]
    if related:
        result["relatedLocations"] = related
    return result


def _fingerprint(diagnostic: Diagnostic) -> str:
    """Return what tells a finding from others while lines move: its rule and its place in the language."""
    file = PurePath(diagnostic.span.source.name).name if diagnostic.span is not None else ""
    about = f"{diagnostic.code} {file} {format_route(diagnostic.route)}"
    return hashlib.sha256(about.encode()).hexdigest()[:32]


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span.source.name)}, "region": region}}


def _uri(name: str) -> str:
    if "://" in name:  # an address in a collection is a URI
        return quote(name, safe="/:@")
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
