"""JUnit XML, which CI servers show as tests: one test case a document and finding.

Source: https://github.com/testmoapp/junitxml (the common ground of the readers)
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from mlsys.diagnostics.model import Diagnostic
from mlsys.diagnostics.report import Report
from mlsys.diagnostics.text import render_diagnostic

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def render(report: Report) -> str:
    """Return the report as one test suite; what fails the run is a failure, the rest passes with output."""
    cases = [_case(d) for d in report.diagnostics]
    clean = set(report.documents) - {d.span.source.name for d in report.diagnostics if d.span is not None}
    cases += [
        f"    <testcase classname={_attribute(name)} name={_attribute(name)}/>" for name in sorted(clean)
    ]
    cases += [
        f"    <testcase classname='mlsys' name={_attribute(s.code)}>"
        f"<skipped message={_attribute(s.reason)}/></testcase>"
        for s in report.skipped
    ]
    failures = sum(d.severity.fails for d in report.diagnostics)
    counts = f"tests='{len(cases)}' failures='{failures}' errors='0' skipped='{len(report.skipped)}'"
    lines = [
        "<?xml version='1.0' encoding='utf-8'?>",
        f"<testsuites {counts}>",
        f"  <testsuite name='mlsys' {counts}>",
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _case(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    document = span.source.name if span else "(document)"
    place = f" {span.start.line}:{span.start.column}" if span else ""
    head = f"    <testcase classname={_attribute(document)} name={_attribute(diagnostic.code + place)}>"
    text = escape(_FORBIDDEN.sub("\ufffd", render_diagnostic(diagnostic)))
    if diagnostic.severity.fails:
        kind, message = _attribute(diagnostic.severity.value), _attribute(diagnostic.message)
        return f"{head}<failure type={kind} message={message}>{text}</failure></testcase>"
    return f"{head}<system-out>{text}</system-out></testcase>"


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text))
