"""The business report: what of a document reaches it, and that a document without goals has none of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from generated_support import EXAMPLES, ROOT, compile_to, variant

CASES = ROOT / "blueprints" / "business-report" / "tests" / "cases"
CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"


def plan_of(project: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import the generated plan, which needs nothing but the words beside it."""
    (folder,) = (project / "src").glob("*/monitoring/business")
    for name in ("types", "plan"):
        module = ModuleType(f"business.{name}")
        module.__package__ = "business"
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile((folder / f"{name}.py").read_text("utf-8"), f"{name}.py", "exec"), module.__dict__)
    return module


def test_the_plan_says_what_the_document_says(churn: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(churn, monkeypatch)
    (goal,) = plan.OBJECTIVES
    assert (goal.direction, goal.relative, goal.current, goal.unit) == ("decrease", 0.08, 0.022, "ratio")
    assert (goal.by.isoformat(), goal.value.amount, goal.value.currency) == ("2027-06-30", 900_000, "USD")
    bounds = {guard.name: guard.max_regression for guard in plan.GUARDRAILS}
    assert bounds == {"discount_spend": 0.05, "complaint_rate": 0.02}
    assert [(link.ml, link.measure, link.elasticity) for link in plan.LINKS] == [
        ("pr_auc", "monthly_churn_rate", -0.4),
        ("pr_auc", "precision_of_called_customers", None),
    ]
    assert plan.MAX_AGE_DAYS == 90


def test_other_units_and_directions_reach_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(compile_to(CASES / "rise_to_a_value.yaml", tmp_path), monkeypatch)
    (goal,) = plan.OBJECTIVES
    assert (goal.name, goal.absolute, goal.current, goal.value.amount) == ("orders", 12_000, None, 120_000)
    assert [(link.measure, link.direction) for link in plan.LINKS] == [
        ("orders", "increase"),
        ("surprise_of_the_desk", "decrease"),
    ]
    assert (plan.GUARDRAILS, plan.MAX_AGE_DAYS) == ((), None)
    assert not (tmp_path / "tests" / "fault_injection" / "regress_guardrail.py").exists()
    assert not (tmp_path / "monitoring").exists()


def test_guardrails_need_no_objective(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of(compile_to(CASES / "guardrails_only.yaml", tmp_path), monkeypatch)
    assert [(guard.name, guard.current, guard.max_regression) for guard in plan.GUARDRAILS] == [
        ("answer_time", 4.5, 0.1),
        ("satisfaction", None, 0),
    ]
    assert (plan.OBJECTIVES, plan.LINKS, plan.MAX_AGE_DAYS) == ((), (), 30)
    rules = yaml.safe_load((tmp_path / "monitoring" / "business_rules.yml").read_text("utf-8"))
    assert [rule["alert"] for rule in rules["groups"][0]["rules"]] == ["GuardrailRegressed"]
    assert not (tmp_path / "tests" / "fault_injection" / "miss_target.py").exists()


def test_a_document_without_goals_has_no_report(quickstart: Path) -> None:
    found = [path for path in quickstart.rglob("*") if "business" in path.name and ".mlsys" not in path.parts]
    assert found == []
    for name in ("Makefile", "README.md", "src/quick_churn/monitoring/job_metrics.py"):
        assert "business" not in (quickstart / name).read_text("utf-8")


def test_every_rule_file_is_loaded_where_prometheus_runs(churn: Path) -> None:
    files = {path.name for path in (churn / "monitoring").glob("*_rules.yml")}
    for path in (churn / "monitoring").glob("prometheus*.yml"):
        assert set(yaml.safe_load(path.read_text("utf-8"))["rule_files"]) == files
    compose = (churn / "deploy" / "compose.yaml").read_text("utf-8")
    assert all(f"/etc/prometheus/{name}:ro" in compose for name in files)


@pytest.mark.parametrize(
    ("path", "saboteur"),
    [
        ("objectives.business.monthly_churn_rate.target.relative", "tests/fault_injection/miss_target.py"),
        ("objectives.business.monthly_churn_rate.direction", "tests/fault_injection/miss_target.py"),
        ("objectives.guardrails.discount_spend.max_regression", "tests/fault_injection/regress_guardrail.py"),
        ("objectives.links[0].elasticity", "tests/fault_injection/invert_link.py"),
        ("metrics.pr_auc.online_proxy", "tests/fault_injection/invert_link.py"),
    ],
)
def test_a_claim_about_the_business_is_enforced_and_can_fail(claims: Any, path: str, saboteur: str) -> None:
    (claim,) = (claim for claim in claims if claim["path"] == path)
    assert claim["standing"] == "enforced"
    assert saboteur in {held["saboteur"] for held in claim["enforced_by"]}


@pytest.fixture(scope="module")
def claims() -> Any:
    """The claims of the example, as `mlsys trace` tells them."""
    command = [sys.executable, "-m", "mlsys", "trace", str(CHURN), "--format", "json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["claims"]


def test_another_target_is_another_plan_and_another_bound_another_alert(tmp_path: Path) -> None:
    changes = {
        "objectives.business.monthly_churn_rate.target.relative": "9%",
        "objectives.guardrails.discount_spend.max_regression": "7%",
    }
    project = compile_to(variant(CHURN, changes, tmp_path / "spec"), tmp_path / "project")
    assert "relative=0.09" in (project / "src/telco_churn/monitoring/business/plan.py").read_text("utf-8")
    rules = (project / "monitoring" / "business_rules.yml").read_text("utf-8")
    assert 'guardrail="discount_spend"} > 0.07' in rules
