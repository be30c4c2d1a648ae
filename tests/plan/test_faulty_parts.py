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
        ("monitoring: {series_budget: 900}", ["MLS013"]),
        ("infra: {serving: {batching: {max_wait: 5ms}}}", []),
    ],
)
def test_an_overlay(change: str, codes: list[str]) -> None:
    text = CHURN.read_text("utf-8").replace(STAGING, change)
    checked = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY)
    assert [finding.code for finding in checked.report.diagnostics] == codes


def test_all_that_nothing_enforces_is_one_finding() -> None:
    text = CHURN.read_text("utf-8").replace(STAGING, "monitoring: {series_budget: 900}")
    loose = "requirements: {reliability: {slos: {availability: {owner: customer-ml}}}, "
    text = text.replace(
        "      requirements: {scalability: {traffic: {now: 20k",
        f"      {loose}scalability: {{traffic: {{now: 20k",
    )
    report = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY).report
    (finding,) = [finding for finding in report.diagnostics if finding.code == "MLS013"]
    assert "2 parts of the document are declared" in finding.message
    assert "staging.overlay.requirements.reliability`" in finding.note
    assert "staging.overlay.monitoring`" in finding.note


def test_what_a_rule_reads_is_not_called_idle() -> None:
    """Each of these fields is the input of a rule, and no blueprint reads it."""
    entries = {
        "minimum_effect": "      minimum_effect: 1%\n",
        "event": "      event: subscription_cancelled\n",
        "nobody": "",
    }
    head = "      metric: share of active customers who cancel in a calendar month\n"
    for name, entry in entries.items():
        text = CHURN.read_text("utf-8").replace(head, head + entry)
        report = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY).report
        assert [f.code for f in report.diagnostics if f.code == "MLS013"] == [], name


def test_what_no_rule_reads_is_called_idle() -> None:
    head = "      metric: share of active customers who cancel in a calendar month\n"
    owned = CHURN.read_text("utf-8").replace(head, f"{head}      x-note: kept\n")
    assert owned != CHURN.read_text("utf-8")
    text = CHURN.read_text("utf-8").replace(
        "      availability: {", "      availability: {owner: customer-ml, "
    )
    report = check_source(SourceFile(str(CHURN), text), Options(project=True), today=TODAY).report
    (finding,) = [f for f in report.diagnostics if f.code == "MLS013"]
    assert "availability" in finding.message
