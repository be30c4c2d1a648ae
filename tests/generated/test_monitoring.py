"""Alert rules, their own tests, routes and dashboard, judged by Prometheus' and Alertmanager's tools."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated_support import AMTOOL, EXAMPLES, PROMTOOL, compile_to, variant

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
SLOS = "requirements.reliability.slos"

VARIANTS: dict[str, Mapping[str, Any]] = {
    "as it is": {},
    "published 28 days": {f"{SLOS}.availability.window": "28d", f"{SLOS}.latency.window": "7d"},
    "scaled window": {f"{SLOS}.availability.window": "90d", f"{SLOS}.latency.window": "14d"},
    "four nines, little traffic": {
        f"{SLOS}.availability.objective": "99.99%",
        "requirements.scalability.traffic.now": "10k/d",
    },
    "low objective": {f"{SLOS}.latency.objective": "95%"},
    "coverage": {f"{SLOS}.coverage": {"sli": "coverage", "objective": "95%"}},
    "other thresholds": {
        f"{SLOS}.latency.threshold": "1s",
        "requirements.reliability.fallback.timeout": "250ms",
        "infra.serving.latency_budget": {"features": "100ms", "model": "100ms", "post": "100ms"},
        "requirements.reliability.silent_failure.absent": "4min",
        "requirements.adaptability.rollback.max_time": "90s",
    },
    "p-value tests": {
        "requirements.reliability.silent_failure.input_drift": {"test": "ks", "alpha": "1%"},
        "requirements.reliability.silent_failure.prediction_drift": {
            "test": "wasserstein",
            "threshold": 0.05,
        },
    },
    "lenient input": {"requirements.reliability.on_invalid_input": "impute"},
    "no routes, no retraining, no drift": {
        "monitoring.routes": None,
        "requirements.adaptability": None,
        f"{SLOS}.staleness": None,
        "requirements.reliability.silent_failure": {"absent": "1h"},
        "infra.batch": None,
    },
    "no objectives": {SLOS: None},
    "one reliable replica": {
        "infra.serving.replicas.min": 1,
        "infra.serving.replicas.per_replica.availability": "99.95%",
    },
    "little money": {
        "infra.serving.replicas": {"min": 3, "max": 3},
        "infra.cost": {"per_replica_hour": "0.033 USD", "fixed": "5 USD/d", "max": "240 USD/month"},
    },
    "monthly deliveries, scores of half a day": {"data.refresh": "30d", "task.prediction.freshness": "12h"},
    "hasty deliveries": {"data.refresh": "10min"},
    "guardrails without a target": {"objectives.business.monthly_churn_rate.target": None},
    "business alerts are off": {
        "monitoring.alerts": {
            "BusinessObjectiveBehind": {"enabled": False},
            "GuardrailRegressed": {"enabled": False},
        },
    },
    "an alert is off, another has its own route": {
        "monitoring.alerts": {"MemoryHigh": {"enabled": False}, "FallbackHigh": {"route": "page"}},
    },
}


IN_CI = ("as it is", "scaled window", "p-value tests", "no objectives")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.long] * (name not in IN_CI)) for name in VARIANTS]
)
def test_rules_hold_and_fire_and_stay_silent(name: str, tmp_path: Path) -> None:
    spec = variant(CHURN, VARIANTS[name], tmp_path / "spec")
    monitoring = compile_to(spec, tmp_path / "project") / "monitoring"
    rules = sorted(monitoring.glob("*_rules.yml"))
    PROMTOOL("check", "rules", "--lint=all", "--lint-fatal", *rules, cwd=monitoring)
    for config in monitoring.glob("prometheus*.yml"):
        PROMTOOL("check", "config", config, cwd=monitoring)
    tests = sorted((monitoring / "tests").glob("*.yml"))
    PROMTOOL("test", "rules", *tests, cwd=monitoring)
    covered = "".join(path.read_text(encoding="utf-8") for path in tests)
    for alert in alerts(rules):
        fires = rf"alertname: {alert}\n +exp_alerts:\n"
        assert re.search(fires, covered), f"{alert} is never shown to fire"
        assert re.search(
            rf"alertname: {alert}, exp_alerts: \[\]|alertname: {alert}\n +exp_alerts: \[\]", covered
        ), f"{alert} is never shown to stay silent"


def alerts(rules: list[Path]) -> set[str]:
    groups = [group for path in rules for group in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    return {rule["alert"] for group in groups for rule in group["rules"] if "alert" in rule}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("> 14.4 * 0.001", "> 28 * 0.001"),
        ('code=~"5.."', 'code=~"[45].."'),
        ("for: 10m", "for: 3h"),
        pytest.param("> 6 * 0.01", "> 12 * 0.01", marks=pytest.mark.long),
        pytest.param("> 1 * 0.001", "> 2 * 0.001", marks=pytest.mark.long),
        pytest.param("[5m])) == 0", "[5m])) < 0", marks=pytest.mark.long),
        pytest.param('kind="input"}) > 0.2', 'kind="input"}) > 20', marks=pytest.mark.long),
        pytest.param("bool 3456000", "bool 9456000", marks=pytest.mark.long),
        pytest.param("} > 1e-9", "} > 0.3", marks=pytest.mark.long),
        ('"discount_spend"} > 0.05', '"discount_spend"} > 0.5'),
    ],
)
def test_the_tests_of_the_rules_notice_a_blunted_rule(
    churn: Path, tmp_path: Path, old: str, new: str
) -> None:
    for path in (churn / "monitoring").rglob("*.yml"):
        target = tmp_path / path.relative_to(churn)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
    rules = [path.read_text("utf-8") for path in (churn / "monitoring").glob("*_rules.yml")]
    assert any(old in text for text in rules)
    said = PROMTOOL("test", "rules", *sorted(tmp_path.rglob("tests/*.yml")), cwd=tmp_path, good=(1,))
    assert "FAILED" in said


@pytest.mark.parametrize(
    ("cost", "watched"),
    [
        ({"per_replica_hour": "0.05 USD", "max": "1k USD/month"}, True),
        ({"per_replica_hour": "0.05 USD"}, False),
        ({"max": "1k USD/month"}, False),
        ({"per_replica_hour": "0.05 EUR", "max": "1k USD/month"}, False),
        ({"per_replica_hour": "0.05 USD", "fixed": "1 EUR/d", "max": "1k USD/month"}, False),
    ],
)
def test_a_budget_is_watched_where_it_can_be_counted(
    cost: Mapping[str, str], watched: bool, tmp_path: Path
) -> None:
    project = compile_to(variant(CHURN, {"infra.cost": cost}, tmp_path / "spec"), tmp_path / "project")
    parts = ["monitoring/cost_rules.yml", "monitoring/tests/cost.yml", "tests/fault_injection/overspend.py"]
    parts += ["docs/runbooks/CostBudgetExceeded.md"]
    assert [(project / part).exists() for part in parts] == [watched] * len(parts)
    settings = ["monitoring/prometheus.yml", "monitoring/prometheus.production.yml", "deploy/compose.yaml"]
    settings += ["src/telco_churn/config/operations.py"]
    for name in settings:
        text = (project / name).read_text(encoding="utf-8")
        assert ("cost_rules.yml" in text or "AFFORDABLE_REPLICAS" in text) is watched, name


@pytest.mark.parametrize(
    ("changes", "needed"),
    [
        ({}, 2),
        ({f"{SLOS}.strict": {"sli": "availability", "objective": "99.999%"}}, 3),
        ({"infra.serving.replicas.per_replica.availability": "99.95%"}, 1),
        ({"infra.serving.replicas.per_replica.availability": None}, None),
        ({f"{SLOS}.availability": None}, None),
        ({"infra.platform": "local"}, None),
    ],
)
def test_redundancy_is_watched_where_an_objective_needs_it(
    changes: Mapping[str, Any], needed: int | None, tmp_path: Path
) -> None:
    project = compile_to(variant(CHURN, changes, tmp_path / "spec"), tmp_path / "project")
    rules = (project / "monitoring" / "health_rules.yml").read_text("utf-8")
    found = re.search(r"alert: RedundancyLost\n +expr: .* < (\d+)\n", rules)
    assert (None if found is None else int(found[1])) == needed
    for part in ("docs/runbooks/RedundancyLost.md", "tests/fault_injection/lose_replica.py"):
        assert (project / part).exists() is (needed is not None)
    numbers = (project / "src" / "telco_churn" / "config" / "operations.py").read_text("utf-8")
    assert (f"REPLICAS_FOR_AVAILABILITY: Final = {needed}\n" in numbers) is (needed is not None)


@pytest.mark.parametrize(
    ("changes", "stages", "early"),
    [
        ({}, {"": "production", "staging": "pilot", "production": "production"}, True),
        (
            {"environments.staging.stage": None},
            dict.fromkeys(["", "staging", "production"], "production"),
            False,
        ),
        ({"environments": None}, {"": "production", "kubernetes": "production"}, False),
        ({"environments": None, "metadata.stage": "pilot"}, {"": "pilot", "kubernetes": "pilot"}, True),
        ({"environments": None, "metadata.stage": None}, {"": None, "kubernetes": None}, False),
        ({"infra.platform": "local"}, {"": "production"}, False),
        (
            {"monitoring.routes.ticket": None, "environments": None, "metadata.stage": "pilot"},
            {"": "pilot", "kubernetes": "pilot"},
            False,
        ),
    ],
)
def test_a_page_becomes_a_ticket_before_production(
    changes: Mapping[str, Any], stages: Mapping[str, str | None], early: bool, tmp_path: Path
) -> None:
    spec = variant(CHURN, changes, tmp_path / "spec")
    monitoring = compile_to(spec, tmp_path / "project") / "monitoring"
    found = {}
    for path in monitoring.glob("prometheus*.yml"):
        config = yaml.safe_load(path.read_text("utf-8"))["global"].get("external_labels", {})
        found[path.name.split(".")[1].removesuffix("yml")] = config.get("stage")
        assert config.get("environment") in {None, path.name.split(".")[1]}
    assert found == stages
    routes = yaml.safe_load((monitoring / "alertmanager.yml").read_text("utf-8"))["route"]["routes"]
    assert ("stage" in str(routes[0])) is early


@pytest.mark.slow
def test_alerts_reach_the_declared_receivers(churn: Path) -> None:
    monitoring = churn / "monitoring"
    AMTOOL("check-config", "alertmanager.yml", cwd=monitoring)
    routes = {
        ("severity=page",): "ml-platform-oncall",
        ("severity=page", "stage=production"): "ml-platform-oncall",
        ("severity=page", "stage=pilot"): "customer-ml-queue",
        ("severity=page", "stage=prototype"): "customer-ml-queue",
        ("severity=ticket",): "customer-ml-queue",
        ("severity=nobody-knows",): "customer-ml-queue",
    }
    for labels, receiver in routes.items():
        AMTOOL(
            "config",
            "routes",
            "test",
            "--config.file=alertmanager.yml",
            f"--verify.receivers={receiver}",
            *labels,
            cwd=monitoring,
        )


@pytest.mark.slow
def test_the_queries_of_the_dashboard_are_promql(churn: Path, tmp_path: Path) -> None:
    dashboard = json.loads((churn / "monitoring" / "grafana" / "dashboard.json").read_text("utf-8"))
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    records = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(queries)]
    rules = tmp_path / "panels.yml"
    rules.write_text(json.dumps({"groups": [{"name": "panels", "rules": records}]}), encoding="utf-8")
    PROMTOOL("check", "rules", rules, cwd=tmp_path)
    recorded = set(re.findall(r"record: (\S+)", (churn / "monitoring" / "slo_rules.yml").read_text("utf-8")))
    assert {name for query in queries for name in re.findall(r"\bslo:[a-z0-9_:]+", query)} <= recorded
    places = [tuple(panel["gridPos"].values()) for panel in dashboard["panels"]]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("change", "refresh", "limit"),
    [({}, "1d", 90_000), ({"data.refresh": "7d"}, "7d", 630_000), ({"data.refresh": None}, None, None)],
)
def test_a_batch_may_read_what_is_as_old_as_declared(
    change: Mapping[str, Any], refresh: str | None, limit: int | None, tmp_path: Path
) -> None:
    project = compile_to(variant(CHURN, change, tmp_path / "spec"), tmp_path / "project")
    rules = (project / "monitoring" / "health_rules.yml").read_text(encoding="utf-8")
    assert re.findall(r"mljob_batch_input_age_seconds\{.*\} > (\d+)", rules) == (
        [str(limit)] if limit else []
    )
    assert re.findall(r"new ones come every (\w+)\.", rules) == ([refresh] if refresh else [])
    for path in ("tests/fault_injection/stale_input.py", "docs/runbooks/BatchInputStale.md"):
        assert (project / path).exists() is (refresh is not None)


def test_scores_may_be_as_old_as_the_decision_allows(tmp_path: Path) -> None:
    spec = variant(CHURN, {"task.prediction.freshness": "12h"}, tmp_path / "spec")
    rules = (compile_to(spec, tmp_path / "project") / "monitoring" / "health_rules.yml").read_text("utf-8")
    # 12 h, the hour that a run may take, and one more.
    assert 'mljob_last_success_timestamp_seconds{job="telco-churn-jobs", task="batch"} > 50400' in rules
