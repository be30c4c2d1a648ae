"""One mistake is one finding: what holds a faulty entry is not called unenforced as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlsys.judge import Options
from mlsys.pipeline import check_source
from mlsys.source import SourceFile
from rules_support import TODAY

CHURN = Path(__file__).resolve().parents[2] / "examples" / "telco-churn" / "mlsystem.yaml"
STAGING = "infra: {serving: {replicas: {min: 2, max: 3}}}"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("infra: {serving: {replicas: {min: 2, max: 3}}}", []),
        ("infra: {serving: {replica: {min: 2, max: 3}}}", ["MLS001"]),
        ("infra: {serving: {replicas: {min: 2, most: 3}}}", ["MLS001"]),
        ("infra: {serving: {batching: {max_wait: 5ms}}}", ["MLS013"]),
    ],
)
def test_an_overlay(change: str, codes: list[str]) -> None:
    text = CHURN.read_text("utf-8").replace(STAGING, change)
    checked = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY)
    assert [finding.code for finding in checked.report.diagnostics] == codes


def test_all_that_nothing_enforces_is_one_finding() -> None:
    loose = "infra: {serving: {batching: {max_wait: 5ms}}}\n      monitoring: {series_budget: 900}"
    text = CHURN.read_text("utf-8").replace(STAGING, loose)
    report = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY).report
    (finding,) = [finding for finding in report.diagnostics if finding.code == "MLS013"]
    assert "2 parts of the document are declared" in finding.message
    assert "staging.overlay.infra`" in finding.note
    assert "staging.overlay.monitoring`" in finding.note
