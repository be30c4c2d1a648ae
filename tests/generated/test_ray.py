"""Batch scoring on Ray: it runs here with two workers, and in a cluster as the manifest says."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from generated_support import EXAMPLES, ROOT, compile_to, variant

CASE = ROOT / "blueprints/deploy-kubernetes/tests/cases/ray.yaml"


def locked(project: Path, name: str) -> str | None:
    """Return the version of ray that a set of requirements has; None where it has none."""
    found = re.search(r"(?m)^ray==(\S+)", (project / name).read_text(encoding="utf-8"))
    return found and found[1]


def test_a_cluster_of_its_own_for_each_run(tmp_path: Path) -> None:
    project = compile_to(CASE, tmp_path)
    base = project / "deploy/kubernetes/base"
    assert not (base / "cronjob-batch.yaml").exists()
    assert "raycronjob-batch.yaml" in yaml.safe_load((base / "kustomization.yaml").read_text())["resources"]
    manifest, policy = yaml.safe_load_all((base / "raycronjob-batch.yaml").read_text(encoding="utf-8"))
    job = manifest["spec"]["jobTemplate"]
    cluster = job["rayClusterSpec"]
    head, (workers,) = cluster["headGroupSpec"], cluster["workerGroupSpecs"]
    assert (manifest["spec"]["schedule"], manifest["spec"]["timeZone"]) == ("0 4 * * *", "Etc/UTC")
    assert job["shutdownAfterJobFinishes"]
    assert job["activeDeadlineSeconds"] == 1800
    assert cluster["rayVersion"] == locked(project, "requirements-ray.lock")
    assert [head["rayStartParams"], workers["rayStartParams"]] == [{"num-cpus": "0"}, {"num-cpus": "1"}]
    assert {workers[key] for key in ("replicas", "minReplicas", "maxReplicas")} == {12}
    (of_head,), (of_worker,) = (group["template"]["spec"]["containers"] for group in (head, workers))
    assert of_head["image"] == of_worker["image"] == "tiny-churn-train"
    assert of_worker["resources"]["limits"]["memory"] == of_worker["resources"]["requests"]["memory"] == "1Gi"
    labels = policy["spec"]["podSelector"]["matchLabels"]
    assert labels == head["template"]["metadata"]["labels"] == workers["template"]["metadata"]["labels"]


def test_ray_is_in_sets_of_its_own(tmp_path: Path) -> None:
    project = compile_to(CASE, tmp_path)
    assert locked(project, "requirements-dev.lock") == locked(project, "requirements-ray.lock") is not None
    assert locked(project, "requirements-serve.lock") is locked(project, "requirements.lock") is None
    stages = (project / "deploy/Dockerfile").read_text(encoding="utf-8").split("\nFROM ")
    assert [stage.split()[2] for stage in stages if "requirements-ray.lock" in stage] == ["build-train"]


def test_other_engines_know_nothing_of_it(churn: Path) -> None:
    assert not (churn / "requirements-ray.lock").exists()
    assert locked(churn, "requirements-dev.lock") is None
    assert "ray" not in (churn / "deploy/Dockerfile").read_text(encoding="utf-8").split()


@pytest.mark.slow
@pytest.mark.alone
def test_two_workers_answer_as_one_process(tmp_path: Path, equip: Callable[[Path], Path]) -> None:
    """Also when a worker or the whole run is killed; `make test` of the project does more."""
    spec = variant(
        EXAMPLES / "scored-nightly/mlsystem.yaml", {"infra.compute.engine": "ray"}, tmp_path / "spec"
    )
    project = equip(compile_to(spec, tmp_path / "project"))
    python = str(project / ".venv/bin/python")
    shell = {**os.environ, "PYTHONPATH": "src:."}
    tests = ["-m", "pytest", "-q", "tests/integration/test_batch_files.py", "-k", "killed_run"]
    for command in (["-m", "tests.fault_injection", "kill_worker"], tests):
        done = subprocess.run(
            [python, *command], cwd=project, env=shell, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
