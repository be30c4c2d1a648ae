"""Who is asked, and by which file: code owners, labels of alerts, labels of issues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated_support import EXAMPLES, compile_to, variant

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
PARTS = "requirements.maintainability.components"
STAKEHOLDERS = [
    {"role": "business_owner", "team": "retention", "accountable": "head@telco.example"},
    {"role": "ml_engineer", "team": "customer-ml", "accountable": "churn-model@telco.example"},
    {"role": "operations", "team": "ml-platform", "handle": "@telco/platform", "oncall": "night-shift"},
]


def project(changes: Mapping[str, Any], folder: Path) -> Path:
    spec = variant(CHURN, {"stakeholders": STAKEHOLDERS, **changes}, folder / "spec")
    return compile_to(spec, folder / "project")


@pytest.mark.parametrize(
    ("changes", "owner"),
    [
        ({}, "@telco/platform"),
        ({f"{PARTS}.serving.owner": "customer-ml"}, "churn-model@telco.example"),
        ({f"{PARTS}.serving.owner": "nobody yet"}, "@nobody-yet"),
    ],
)
def test_a_part_is_reviewed_by_its_owner(changes: Mapping[str, Any], owner: str, tmp_path: Path) -> None:
    lines = (project(changes, tmp_path) / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    rules = dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    assert rules["/src/telco_churn/"] == "churn-model@telco.example"
    assert {rules["/deploy/"], rules["/src/telco_churn/serving/"]} == {owner}
    assert list(rules).index("/src/telco_churn/") < list(rules).index("/src/telco_churn/serving/")
    # Nothing is said twice: of two lines for a path the first would have no effect.
    assert len(rules) == len([line for line in lines if line and not line.startswith("#")])


def test_parts_without_an_owner_stay_with_operations(tmp_path: Path) -> None:
    owners = (project({PARTS: None}, tmp_path) / "CODEOWNERS").read_text(encoding="utf-8")
    assert "components" not in owners
    assert "/deploy/ @telco/platform\n" in owners


def test_who_stands_in_is_asked_as_well(tmp_path: Path) -> None:
    stakeholders = [STAKEHOLDERS[0], {**STAKEHOLDERS[1], "backup": "deputy@telco.example"}, STAKEHOLDERS[2]]
    owners = (project({"stakeholders": stakeholders}, tmp_path) / "CODEOWNERS").read_text(encoding="utf-8")
    assert "* churn-model@telco.example deputy@telco.example\n" in owners


@pytest.mark.parametrize("path", ["monitoring/health_rules.yml", "monitoring/slo_rules.yml"])
@pytest.mark.parametrize(("of_retention", "called"), [(None, "night-shift"), ("desk", '"night-shift, desk"')])
def test_a_page_names_the_rotation_of_its_team_first(
    path: str, of_retention: str | None, called: str, tmp_path: Path
) -> None:
    stakeholders = [
        {**STAKEHOLDERS[0], "oncall": of_retention} if of_retention else STAKEHOLDERS[0],
        *STAKEHOLDERS[1:],
    ]
    rules = (project({"stakeholders": stakeholders}, tmp_path) / path).read_text(encoding="utf-8")
    labels = {re.sub(r", task: \w+", "", found) for found in re.findall(r"labels: (\{severity: .*\})", rules)}
    assert labels == {
        f"{{severity: page, team: ml-platform, oncall: {called}}}",
        "{severity: ticket, team: customer-ml}",
    }


def test_reviews_are_addressed_to_the_teams(tmp_path: Path) -> None:
    review = yaml.safe_load((project({}, tmp_path) / ".github/workflows/review.yml").read_text())
    steps = [step for step in review["jobs"]["open-when-due"]["steps"] if "run" in step]
    assert [step["env"]["TEAMS"].split() for step in steps] == [
        ["retention", "customer-ml", "ml-platform"],
        ["customer-ml"],
    ]
