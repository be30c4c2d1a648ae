"""Pods are bound to the declared regions, and the project's own test notices one that is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated_support import EXAMPLES, compile_to, variant

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
REGIONS = "requirements.constraints.privacy.regions"
TWO = ["eu-west-1", "eu-central-1"]
CASES: list[tuple[Mapping[str, Any], list[str] | None]] = [
    ({}, ["eu-west-1"]),
    ({REGIONS: None}, ["eu-west-1"]),
    ({REGIONS: TWO}, ["eu-west-1"]),
    ({REGIONS: TWO, "infra.region": None}, TWO),
    ({REGIONS: None, "infra.region": None}, None),
    ({"task.prediction.mode": "batch", "requirements.reliability": None, "deployment": None}, ["eu-west-1"]),
]


@pytest.mark.parametrize(("changes", "bound"), CASES)
def test_pods_are_bound_where_a_region_is_declared(
    changes: Mapping[str, Any], bound: list[str] | None, tmp_path: Path
) -> None:
    project = compile_to(variant(CHURN, changes, tmp_path / "spec"), tmp_path / "project")
    for path in (project / "deploy" / "kubernetes" / "base").glob("*.yaml"):
        for manifest in yaml.safe_load_all(path.read_text("utf-8")):
            spec = manifest.get("spec", {})
            template = spec.get("jobTemplate", {"spec": spec})["spec"].get("template")
            if template:
                assert regions(template["spec"]) == bound, path.name
    for part in ("tests/unit/test_residency.py", "tests/fault_injection/move_abroad.py"):
        assert (project / part).exists() is (bound is not None)


def regions(pod: Mapping[str, Any]) -> list[str] | None:
    if "affinity" not in pod:
        return None
    required = pod["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    ((rule,),) = (term["matchExpressions"] for term in required["nodeSelectorTerms"])
    assert (rule["key"], rule["operator"]) == ("topology.kubernetes.io/region", "In")
    found: list[str] = rule["values"]
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("manifest", "old", "new"),
    [
        ("deployment.yaml", "values: [eu-west-1]", "values: [eu-west-1, us-east-1]"),
        ("exporter.yaml", "operator: In", "operator: NotIn"),
        ("cronjob-retrain.yaml", "      affinity:", "      unread:"),
        ("cronjob-batch.yaml", "topology.kubernetes.io/region", "topology.kubernetes.io/zone"),
    ],
)
def test_the_projects_own_test_notices_a_pod_that_is_not(
    manifest: str, old: str, new: str, churn: Path, tmp_path: Path
) -> None:
    base = tmp_path / "deploy" / "kubernetes" / "base"
    base.mkdir(parents=True)
    (tmp_path / "tests" / "unit").mkdir(parents=True)
    for path in (churn / "deploy" / "kubernetes" / "base").iterdir():
        (base / path.name).write_bytes(path.read_bytes())
    test = tmp_path / "tests" / "unit" / "test_residency.py"
    test.write_bytes((churn / "tests" / "unit" / test.name).read_bytes())
    assert judged(test) == 0
    text = (base / manifest).read_text("utf-8")
    assert old in text
    (base / manifest).write_text(text.replace(old, new), encoding="utf-8")
    assert judged(test) == 1


def judged(test: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    return subprocess.run(command, cwd=test.parent, capture_output=True, check=False).returncode
