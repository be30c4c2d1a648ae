"""The numbers that the compiler derives from a document, each with its working."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlsys.ir.burn_rates import BurnWindow
from mlsys.ir.cron import gaps, longest_gap, portable, shortest_gap
from mlsys.ir.package import TAKEN
from mlsys.rules.base import Example
from mlsys.spec.lookup import lookup
from rules_support import environments_of, system_of

ROOT = Path(__file__).parents[2]
TELCO = ROOT / "examples" / "telco-churn" / "mlsystem.yaml"
HOUR = 3_600


@pytest.fixture(scope="module")
def telco():
    return environments_of(TELCO)[0][1]


@pytest.mark.parametrize(
    ("name", "value", "comment"),
    [
        (
            "serving.replicas",
            3,
            "3 replicas: 139 peak rps × 20ms / (2 × 70%) → 2, +1 spare (requirements.scalability.traffic, "
            "infra.serving.replicas.per_replica)",
        ),
        (
            "staleness.budget",
            pytest.approx((30 + 35 + 1) * 86_400 + 4_500),
            "30d cadence + 35d labels + 15min training + 1h evaluation + 1d rollout = 66.1d, promised: 75d "
            "(requirements.adaptability.retrain, data.label.delay)",
        ),
        (
            "experiment.days",
            57,
            "133k units / 5,000 a day = 27d, + 30d until the last outcome = 57d (experiment.traffic, "
            "experiment.outcome_window)",
        ),
        (
            "cost.monthly",
            pytest.approx(292),
            "8 replicas × 0.05 USD/h × 730 h = 292 USD/month (infra.cost, infra.serving.replicas.max)",
        ),
        (
            "availability.replicas",
            2,
            "2 replicas: 1 - (1 - 99.5%)^2 = 99.9975%, promised: 99.9% "
            "(requirements.reliability.slos.availability.objective, "
            "infra.serving.replicas.per_replica.availability)",
        ),
        (
            "serving.surge",
            1,
            "8 replicas in 30 turns of 10s within 5min → 1 at a time "
            "(requirements.adaptability.rollback.max_time, infra.serving.cold_start)",
        ),
        (
            "cost.affordable_replicas",
            27,
            "1,000 USD/month / (0.05 USD/h × 730 h) → 27 replicas (infra.cost)",
        ),
        (
            "decision.threshold",
            pytest.approx(1 / 11),
            "20 / (20 + 200) = 0.0909 (task.decision_policy.costs)",
        ),
    ],
)
def test_value_and_working(telco, name: str, value: object, comment: str):
    assert telco.derivations[name].value == value
    assert telco.derivations[name].comment == comment


def test_the_budget_pays_for_training_and_fixed_costs_first():
    cost = "{per_replica_hour: 0.1 EUR, per_training_hour: 2 EUR, fixed: 100 EUR/month, max: 500 EUR/month}"
    retrain = "{adaptability: {retrain: {cadence: 365d, duration: 60h}}}"
    found = system_of(Example(f"infra: {{cost: {cost}}}\nrequirements: {retrain}")).derivations
    assert found["cost.beside_replicas"].value == pytest.approx(110)
    assert found["cost.beside_replicas"].working == "10 EUR training + 100 EUR fixed costs"
    assert found["cost.affordable_replicas"].value == 5
    assert found["cost.affordable_replicas"].working == (
        "(500 - 110) EUR/month / (0.1 EUR/h × 730 h) → 5 replicas"
    )


@pytest.mark.parametrize(
    ("others", "working"),
    [
        ("granularity: {cadence: 1d}", "300 / 200,000 = 0.0015"),
        ("granularity: {cadence: ~}", "300 / 7,043 = 0.0426"),
    ],
)
def test_a_capacity_is_a_share_of_what_is_scored_at_once(others: str, working: str):
    task = f"{{decision_policy: {{policy: top_k, k: 300, threshold: ~}}, {others}}}"
    traffic = "{scalability: {traffic: {now: 200k/d}}}"
    found = system_of(Example(f"task: {task}\ndata: {{rows: 7043}}\nrequirements: {traffic}")).derivations
    assert found["decision.capacity"].working == working


@pytest.mark.parametrize(
    ("promised", "strategy", "surge"),
    [("80s", "rolling", 1), ("79s", "canary", 2), ("20s", "shadow", 4), ("9s", "rolling", 8)],
)
def test_as_many_start_at_a_time_as_the_promise_to_go_back_needs(promised: str, strategy: str, surge: int):
    serving = "infra: {serving: {cold_start: 10s, replicas: {max: 8}}}"
    text = f"{serving}\nrequirements: {{adaptability: {{rollback: {{max_time: {promised}}}}}}}"
    found = system_of(Example(f"{text}\ndeployment: {{strategy: {strategy}}}")).derivations
    assert found["serving.surge"].value == surge
    kept = system_of(Example(f"{text}\ndeployment: {{strategy: blue_green}}")).derivations
    assert "serving.surge" not in kept


def test_every_derivation_defends_itself(telco):
    for name, derivation in telco.derivations.items():
        assert derivation.id == name
        assert derivation.summary.endswith(".")
        assert derivation.working, name
        assert derivation.source, name
        for route in derivation.inputs:
            assert lookup(route), route
            assert telco.declared(route), route


def test_burn_rates_are_a_table(telco):
    rows = telco.derivations["slo.availability.burn_rates"].value
    assert isinstance(rows, tuple)
    assert all(isinstance(row, BurnWindow) for row in rows)
    assert [row.factor for row in rows] == [14.4, 6.0, 3.0, 1.0]


def test_latency_buckets_hold_threshold_and_timeout(telco):
    assert {0.05, 0.1} <= set(telco.derivations["serving.latency_buckets"].value)


def test_a_small_document_has_what_templates_need():
    system = system_of(Example("", base="prototype"))
    assert {"serving.replicas", "serving.latency_buckets", "drift.min_rows"} <= set(system.derivations)
    assert system.derivations["serving.replicas"].value == 2
    assert system.derivations["serving.replicas"].inputs == ()


def test_a_batch_has_no_replicas():
    assert "serving.replicas" not in system_of(Example("", base="batch")).derivations


def test_names():
    system = system_of(Example("metadata: {name: card-churn-2}"))
    assert (system.name, system.package, system.stage) == ("card-churn-2", "card_churn_2", "production")


@pytest.mark.parametrize(
    ("name", "package"),
    [
        *((name, f"{name}_system") for name in ("class", "email", "string", "json", "statistics", "cgi")),
        *((name, f"{name}_system") for name in ("numpy", "onnx", "sklearn", "starlette", "tests", "drills")),
        ("scikit-learn", "scikit_learn_system"),
        ("email-routing", "email_routing"),
    ],
)
def test_a_package_hides_no_module(name: str, package: str) -> None:
    assert system_of(Example(f"metadata: {{name: {name}}}")).package == package


def test_what_the_projects_import_is_the_name_of_no_package() -> None:
    imports = re.compile(r"^\s*(?:from|import) ([A-Za-z]\w*)(?=[\w.]* import |[\w.]*$| as )", re.MULTILINE)
    modules = {
        name
        for file in sorted((ROOT / "blueprints").glob("*/template/**/*.py*"))
        for name in imports.findall(file.read_text(encoding="utf-8"))
    }
    assert {"numpy", "fastapi", "tests"} <= modules
    assert modules <= TAKEN | {"mlsys"}, modules - TAKEN


def test_metrics_and_features_are_indexed():
    system = system_of(Example("metrics: {ndcg@5: {role: report}}", base="ranking"))
    assert system.metrics["ndcg@5"].name == "ndcg"
    assert system.metrics["ndcg@5"].params == {"k": 5}
    assert system.primary_metric() is system.metrics["ndcg@10"]
    assert "female" not in {feature.name for feature in system_of(Example("")).inputs()}


class TestCron:
    @pytest.mark.parametrize(
        ("schedule", "shortest", "longest"),
        [
            ("0 2 * * *", 24 * HOUR, 24 * HOUR),
            ("*/15 * * * *", HOUR / 4, HOUR / 4),
            ("0 3 1 * *", 28 * 24 * HOUR, 31 * 24 * HOUR),
            ("0 9-17/4 * * mon-fri", 4 * HOUR, 64 * HOUR),
            ("30 4 1,15 * fri", 24 * HOUR, 7 * 24 * HOUR),
            ("0 0 * * 7", 7 * 24 * HOUR, 7 * 24 * HOUR),
            ("0 3 29 2 *", 1461 * 24 * HOUR, 1461 * 24 * HOUR),
            ("0 3 29-31 FEB *", 1461 * 24 * HOUR, 1461 * 24 * HOUR),
            ("0 3 31 JUL *", 365 * 24 * HOUR, 366 * 24 * HOUR),
            ("10,40 6 * * *", HOUR / 2, 23.5 * HOUR),
            ("* * * * *", HOUR / 60, HOUR / 60),
        ],
    )
    def test_gaps(self, schedule: str, shortest: float, longest: float):
        assert shortest_gap(schedule) == shortest
        assert longest_gap(schedule) == longest

    @pytest.mark.parametrize(
        ("schedule", "said"),
        [
            ("0 0 31 2 *", "no such day of month"),
            ("99 * * * *", "no such minute"),
            ("0 0 * * 8", "no such day of week"),
            ("0 0 * * 5-2", "no such day of week"),
            ("0 0 30-31 2 *", "no such day of month"),
            ("0 0 31 4,6,9,11 *", "no such day of month"),
            ("*/0 * * * *", "no such minute"),
            ("0 0 0 3 * *", "it has 6 fields, not 5"),
            ("TZ=UTC 0 3 * * *", "it has 6 fields, not 5"),
            ("@daily", "it has 1 field, not 5"),
            ("0 3 * * 1#1", "only some schedulers know #"),
            ("0 3 L * *", "only some schedulers know L"),
        ],
    )
    def test_a_schedule_that_never_runs(self, schedule: str, said: str):
        assert (shortest_gap(schedule), longest_gap(schedule)) == (float("inf"), float("inf"))
        with pytest.raises(ValueError, match=said):
            gaps(schedule)


@pytest.mark.parametrize(
    ("written", "portably"),
    [
        ("0 2 * * 7", "0 2 * * 0"),
        ("0 2 * * 5-7", "0 2 * * 0,5,6"),
        ("0 2 7 * 1,7", "0 2 7 * 0,1"),
        ("0 2 7 * *", "0 2 7 * *"),
        ("0 2 * JUL SUN", "0 2 * JUL SUN"),
    ],
)
def test_a_sunday_is_written_as_every_scheduler_reads_it(written: str, portably: str) -> None:
    assert portable(written) == portably
    assert gaps(written) == gaps(portably)


@pytest.mark.parametrize(
    ("task", "share"),
    [
        ("alert_budget: 50/d, contamination: ~", 0.005),
        ("alert_budget: 50/d, contamination: 0.1%", 0.001),
        ("alert_budget: 50/d, contamination: 2%", 0.005),
        ("alert_budget: ~, contamination: 2%", 0.02),
    ],
)
def test_of_budget_and_contamination_the_smaller_share_raises_alerts(task: str, share: float) -> None:
    text = f"task: {{{task}}}\nrequirements: {{scalability: {{traffic: {{now: 10k/d, expected: 10k/d}}}}}}"
    system = system_of(Example(text, base="anomaly"))
    assert system.derivations["alerts.share"].value == pytest.approx(share)
