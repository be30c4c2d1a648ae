"""The examples beside churn, end to end, by the same targets."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generated_support import EXAMPLES, ROOT, compile_to

GATES = {
    "addon-offers": {"f1_macro", "lrap", "labels.answered", "labels.number", "must_beat"},
    "article-topics": {"f1", "accuracy", "classes.answered", "must_beat"},
    "customer-segments": {
        "silhouette",
        "structure.silhouette",
        "structure.stability",
        "segments.kept",
        "must_beat",
    },
    "embeddings-map": {
        "trustworthiness",
        "structure.variance",
        "structure.neighbours",
        "components.stability",
        "embedding.kept",
        "must_beat",
    },
    "digit-images": {"accuracy", "f1", "log_loss", "classes.answered", "must_beat"},
    "few-labels": {
        "accuracy",
        "guesses.gain",
        "guesses.right",
        "unlabelled.apart",
        "unlabelled.alike",
        "must_beat",
    },
    "fraud-detection": {
        "pr_auc",
        "recall",
        "precision",
        "decision.capacity",
        "fairness.senior",
        "model.explanations",
        "must_beat",
    },
    "house-prices": {"mae", "interval.coverage", "must_beat"},
    "inventory-policy": {
        "return",
        "mean_reward",
        "simulator.fidelity",
        "policy.best_simple",
        "policy.overfull",
        "policy.empty_shelf",
        "policy.fewer_customers",
        "must_beat",
    },
    "job-runtime": {"f1", "classes.answered", "must_beat"},
    "news-bandit": {"ope_value", "ess_share", "log.propensities", "policy.best_simple", "must_beat"},
    "next-read": {
        "ndcg@10",
        "hit_rate@10",
        "coverage",
        "must_beat",
        "cold_users",
        "nothing_seen",
        "no_peeking",
    },
    "product-taxonomy": {"hierarchical_f1", "log_loss", "tree.first_level", "must_beat"},
    "price-buckets": {
        "ordinal_mae",
        "bucket_accuracy",
        "buckets.certainty",
        "interval.coverage",
        "must_beat",
    },
    "pretrained-representation": {
        "probe_score",
        "probe.gain",
        "embedding.rank",
        "embedding.kept",
        "must_beat",
    },
    "quickstart": {"data.split", "data.leakage"},
    "scored-nightly": {"pr_auc", "roc_auc", "ece", "must_beat"},
    "search-ranking": {"ndcg@5", "mrr", "lists.one_column", "lists.whole", "must_beat"},
    "shop-recommendations": {"ndcg@10", "hit_rate@10", "coverage", "must_beat", "cold_users", "no_peeking"},
    "tenants": {"log_loss", "roc_auc", "ece", "tenants.gain", "tenants.worse", "must_beat"},
    "sensor-anomalies": {"pr_auc", "alerts.budget", "alerts.alive", "must_beat"},
    "toxic-comments": {"pr_auc", "recall", "brier", "must_beat"},
}
TASKS = [
    folder / "template"
    for pattern in ("task-*", "batch-files", "batch-sharded", "tenant-models")
    for folder in (ROOT / "blueprints").glob(pattern)
]


def run(project: Path, *command: str) -> None:
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    shell["PYTHONPATH"] = "src:."
    done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{(done.stdout + done.stderr)[-6000:]}"


def make(project: Path, *targets: str) -> None:
    for target in targets:
        run(project, "make", "--no-print-directory", target)


def own(project: Path, folder: str) -> list[Path]:
    """Return the files below ``folder`` of blueprints of tasks and engines; churn runs all others."""
    templates = {
        path.relative_to(task).as_posix().removesuffix(".jinja")
        for task in TASKS
        for path in (task / folder).rglob("*.py*")
    }
    return [path for path in sorted((project / folder).glob("*.py")) if f"{folder}/{path.name}" in templates]


def gates_of(project: Path) -> set[str]:
    report = json.loads((project / "reports/evaluation.json").read_bytes())
    return {gate["id"] for gate in report["gates"]}


@pytest.mark.slow
@pytest.mark.parametrize("example", [name for name in GATES if name != "quickstart"])
def test_an_example_passes_its_gates_and_trips_its_own_saboteurs(
    example: str, tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    project = equip(compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path))
    make(project, "train", "evaluate", "batch", "monitor", "check")
    assert GATES[example] <= gates_of(project)
    drills = own(project, "tests/fault_injection")
    saboteurs = [path.stem for path in drills if "\ndef run(" in path.read_text("utf-8")]
    assert saboteurs
    python = str(project / ".venv" / "bin" / "python")
    run(project, python, "-m", "tests.fault_injection", *saboteurs)
    tests = own(project, "tests/integration")
    service = project / "tests/integration/test_service.py"
    tests += [service] if service.exists() else []
    run(project, python, "-m", "pytest", "-q", *map(str, set(tests)))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("example", GATES)
def test_an_example_goes_the_whole_way(example: str, tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path)
    make(project, "setup", "train", "evaluate", "batch", "monitor", "retrain", "test", "prove", "check")
    assert GATES[example] <= gates_of(project)
