"""JUnit XML, which CI servers show as tests: one test case a document and finding.

Source: https://github.com/testmoapp/junitxml (the common ground of the readers)
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mlsys.diagnostics.model import Diagnostic
from mlsys.diagnostics.report import Report
from mlsys.diagnostics.text import render_diagnostic

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, which ElementTree writes all the same."""


def render(report: Report) -> str:
    """Return the report as one test suite; what fails the run is a failure, the rest passes with output."""
    clean = set(report.documents) - {d.span.source.name for d in report.diagnostics if d.span is not None}
    counts = {
        "tests": str(len(report.diagnostics) + len(clean) + len(report.skipped)),
        "failures": str(sum(d.severity.fails for d in report.diagnostics)),
        "errors": "0",
        "skipped": str(len(report.skipped)),
    }
    suites = Element("testsuites", counts)
    suite = SubElement(suites, "testsuite", {"name": "mlsys", **counts})
    for diagnostic in report.diagnostics:
        _add_finding(suite, diagnostic)
    for name in sorted(clean):
        _add_case(suite, name, name)
    for skipped in report.skipped:
        SubElement(_add_case(suite, "mlsys", skipped.code), "skipped", message=_allowed(skipped.reason))
    indent(suites)
    return f"{tostring(suites, 'utf-8', xml_declaration=True).decode()}\n"


def _add_finding(suite: Element, diagnostic: Diagnostic) -> None:
    span = diagnostic.span
    place = f" {span.start.line}:{span.start.column}" if span else ""
    case = _add_case(suite, span.source.name if span else "(document)", diagnostic.code + place)
    if diagnostic.severity.fails:
        said = {"type": diagnostic.severity.value, "message": _allowed(diagnostic.message)}
        output = SubElement(case, "failure", said)
    else:
        output = SubElement(case, "system-out")
    output.text = _allowed(render_diagnostic(diagnostic))


def _add_case(suite: Element, document: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=_allowed(document), name=_allowed(name))


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
