"""The format of GitHub Actions: one annotation a finding.

Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

from mlsys.diagnostics.model import Diagnostic, Severity
from mlsys.diagnostics.report import Report
from mlsys.route import format_route

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.DANGER: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}


def render(report: Report) -> str:
    """Return one workflow command a finding."""
    return "".join(f"{_command(d)}\n" for d in report.diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, str] = {}
    if diagnostic.span is not None:
        start, end = diagnostic.span.start, diagnostic.span.end
        properties |= {"file": diagnostic.span.source.name, "line": str(start.line), "endLine": str(end.line)}
        if start.line == end.line:
            properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"{diagnostic.code} {format_route(diagnostic.route)}"
    listed = ",".join(f"{name}={_escaped(value, in_property=True)}" for name, value in properties.items())
    lines = [diagnostic.message]
    lines += [f"help: {diagnostic.help}"] if diagnostic.help else []
    lines += [f"note: {diagnostic.note}"] if diagnostic.note else []
    text = _escaped("\n".join(lines), in_property=False)
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{text}"


def _escaped(text: str, *, in_property: bool) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_property else text
