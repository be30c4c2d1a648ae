"""Whatever the text: reading and judging end with findings that have places, never with a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_support import CORPUS
from mlsys.diagnostics import json_format, text
from mlsys.pipeline import check_source
from mlsys.source import SourceFile
from mlsys.spec.schema import models_schema
from rules_support import TODAY
from spec.generate_documents import documents

SMALL = (CORPUS / "bases/small.yaml").read_text()
GROWN = (CORPUS / "bases/grown.yaml").read_text()
PIECES = st.sampled_from(
    [*"{}[]:,-#&*!|>'\"%@`~?\t\n\r\0", "  ", "\n  ", ": ", "- ", "<<: ", "---\n", "...\n", "&a ", "*a",
     "!!str ", "null", "true", "0", "-1", "1e999", ".nan", "99.9", "x-a: ", "é", "\u2028", "\ufeff"]
)  # fmt: skip
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def judge(document: str) -> None:
    """Judge ``document``; every finding has a place inside the text, and every format can say it."""
    source = SourceFile("mlsystem.yaml", document)
    report = check_source(source, today=TODAY).report
    for finding in report.diagnostics:
        assert finding.span is not None, finding
        assert 0 <= finding.span.start.offset <= finding.span.end.offset <= len(document)
        assert finding.message
    json.loads(json_format.render(report))
    text.render(report)


@st.composite
def damaged(draw: st.DrawFn, document: str, times: int) -> str:
    """Return ``document`` with pieces cut out, put in, doubled or moved."""
    for _ in range(draw(st.integers(1, times))):
        start = draw(st.integers(0, len(document)))
        end = min(len(document), start + draw(st.integers(0, 12)))
        match draw(st.sampled_from(["cut", "insert", "double", "line"])):
            case "cut":
                document = document[:start] + document[end:]
            case "insert":
                document = document[:start] + draw(PIECES) + document[start:]
            case "double":
                document = document[:end] + document[start:end] + document[end:]
            case _:
                lines = document.split("\n")
                line = lines.pop(draw(st.integers(0, len(lines) - 1)))
                lines.insert(draw(st.integers(0, len(lines))), line)
                document = "\n".join(lines)
    return document


@settings(relaxed, max_examples=80)
@given(damaged(SMALL, 4))
def test_a_damaged_small_document(document: str) -> None:
    judge(document)


@pytest.mark.slow
@settings(relaxed, max_examples=300)
@given(damaged(GROWN, 3))
def test_a_damaged_grown_document(document: str) -> None:
    judge(document)


@pytest.mark.slow
@pytest.mark.long
@settings(relaxed, max_examples=3000)
@given(documents(models_schema()))
def test_every_document_that_the_schema_allows(document: Any) -> None:
    """The rules divide, look up and compare; no allowed value makes them fail."""
    judge(json.dumps(document))


@pytest.mark.slow
@settings(relaxed, max_examples=300)
@given(documents(models_schema()))
def test_many_documents_that_the_schema_allows(document: Any) -> None:
    judge(json.dumps(document))


@settings(relaxed, max_examples=40)
@given(documents(models_schema()))
def test_some_documents_that_the_schema_allows(document: Any) -> None:
    judge(json.dumps(document))
