"""The analyses of a release on trial, evaluated by Prometheus' own tool: good, bad and undecided releases."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated_support import EXAMPLES, PROMTOOL, compile_to, variant

pytestmark = pytest.mark.slow

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
BOUND = math.log(0.95 / 0.05)
JOB = "telco-churn-canary"


@pytest.fixture(scope="module")
def metrics(churn: Path) -> dict[str, dict[str, Any]]:
    """The metrics of the analysis of churn, by name."""
    text = (churn / "deploy" / "kubernetes" / "base" / "analysis.yaml").read_text("utf-8")
    return {metric["name"]: metric for metric in yaml.safe_load(text)["spec"]["metrics"]}


@pytest.mark.parametrize(
    ("calls", "bad", "verdict"),
    [(2_000, 0, "kept"), (2_000, 30, "broken"), (2_000, 4, "open"), (100, 0, "open"), (10, 10, "broken")],
)
def test_a_share_of_failed_calls_decides(
    metrics: dict[str, dict[str, Any]], calls: int, bad: int, verdict: str, tmp_path: Path
) -> None:
    series = {
        f'mlservice_http_requests_total{{job="{JOB}", route="/predict", code="200"}}': calls - bad,
        f'mlservice_http_requests_total{{job="{JOB}", route="/predict", code="503"}}': bad,
        # The release before is judged by nobody.
        'mlservice_http_requests_total{job="telco-churn", route="/predict", code="503"}': 10_000,
    }
    expected = bad * math.log(5) + (calls - bad) * math.log(0.995 / 0.999)
    assert judged(expected) == verdict
    check(metrics["answered"], series, expected, tmp_path)


@pytest.mark.parametrize(
    ("calls", "late", "verdict"), [(1_000, 0, "kept"), (100, 20, "broken"), (50, 1, "open")]
)
def test_a_share_of_late_answers_decides(
    metrics: dict[str, dict[str, Any]], calls: int, late: int, verdict: str, tmp_path: Path
) -> None:
    name = "mlservice_http_request_duration_seconds"
    series = {
        f'{name}_count{{job="{JOB}", route="/predict"}}': calls,
        f'{name}_bucket{{job="{JOB}", route="/predict", le="0.1"}}': calls - late,
    }
    expected = late * math.log(2) + (calls - late) * math.log(0.98 / 0.99)
    assert judged(expected) == verdict
    check(metrics["in-time"], series, expected, tmp_path)


def judged(ratio: float) -> str:
    """What follows from the evidence."""
    return "broken" if ratio >= BOUND else "kept" if ratio <= -BOUND else "open"


def check(metric: dict[str, Any], series: dict[str, int], expected: float, folder: Path) -> None:
    """Let promtool evaluate the query of a metric; it must come to the number."""
    query = metric["provider"]["prometheus"]["query"].replace("{{args.job}}", JOB)
    rules = {"groups": [{"name": "trial", "rules": [{"record": "trial:ratio", "expr": query}]}]}
    (folder / "rules.yml").write_text(json.dumps(rules), encoding="utf-8")
    low, high = expected - 0.01, expected + 0.01
    test = {
        "rule_files": ["rules.yml"],
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": name, "values": f"{value}x10"} for name, value in series.items()],
                "promql_expr_test": [
                    {
                        "expr": f"trial:ratio > bool {low} and trial:ratio < {high}",
                        "eval_time": "10m",
                        "exp_samples": [{"labels": "{}", "value": 1}],
                    }
                ],
            }
        ],
    }
    (folder / "test.yml").write_text(json.dumps(test), encoding="utf-8")
    PROMTOOL("test", "rules", "test.yml", cwd=folder)


def test_what_is_undecided_at_the_end_is_taken_back(metrics: dict[str, dict[str, Any]]) -> None:
    kept = [metric for name, metric in metrics.items() if name.endswith("-kept")]
    assert len(kept) == len(metrics) / 2
    for metric in kept:
        assert (metric["count"], metric["failureLimit"], metric["initialDelay"]) == (1, 0, "43200s")
        assert "failureCondition" not in metric


def test_blue_green_waits_for_models_and_keeps_the_old_pods(tmp_path: Path) -> None:
    changes = {"deployment": {"strategy": "blue_green", "watch": "20min"}}
    base = (
        compile_to(variant(CHURN, changes, tmp_path / "spec"), tmp_path / "project")
        / "deploy/kubernetes/base"
    )
    rollout = next(iter(yaml.safe_load_all((base / "rollout.yaml").read_text("utf-8"))))
    strategy = rollout["spec"]["strategy"]["blueGreen"]
    assert strategy["scaleDownDelaySeconds"] == 300
    assert strategy["prePromotionAnalysis"]["templates"] == [{"templateName": "telco-churn-loaded"}]
    scaler = yaml.safe_load((base / "autoscaler.yaml").read_text("utf-8"))
    assert scaler["spec"]["scaleTargetRef"]["kind"] == "Rollout"
