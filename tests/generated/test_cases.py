"""The specifications that blueprints are tested with: whatever comes out, the real tools accept it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from generated_support import (
    ACTIONLINT,
    AMTOOL,
    COMPOSE,
    HADOLINT,
    KUBECTL,
    PROMTOOL,
    ROOT,
    ZIZMOR,
    compile_to,
    judge_manifests,
)

OWNERS = [
    "monitoring-prometheus",
    "deploy-docker",
    "deploy-kubernetes",
    "gradual-release",
    "ci-github",
    "docs",
    "experiment-ab",
    "business-report",
    "data-source",
]
CASES = [
    case
    for name in OWNERS
    for case in sorted((ROOT / "blueprints" / name / "tests" / "cases").glob("*.yaml"))
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parents[2].name}:{case.stem}")
def test_every_tool_accepts_the_project(case: Path, tmp_path: Path) -> None:
    project = compile_to(case, tmp_path)
    workflows = sorted((project / ".github" / "workflows").glob("*.yml"))
    ACTIONLINT(*workflows, cwd=project)
    ZIZMOR("--offline", *workflows, cwd=project)
    if (project / "monitoring").exists():
        judge_monitoring(project / "monitoring")
    if (project / "deploy" / "Dockerfile").exists():
        HADOLINT("deploy/Dockerfile", cwd=project)
        COMPOSE("-f", "deploy/compose.yaml", "config", "-q", cwd=project)
    kubernetes = project / "deploy" / "kubernetes"
    if kubernetes.exists():
        for folder in [kubernetes / "base", *sorted(kubernetes.glob("overlays/*"))]:
            rendered = tmp_path / f"{folder.name}.rendered.yaml"
            rendered.write_text(KUBECTL("kustomize", folder, cwd=project), encoding="utf-8")
            judge_manifests(rendered, project)


def judge_monitoring(folder: Path) -> None:
    rules = sorted(folder.glob("*_rules.yml"))
    PROMTOOL("check", "rules", "--lint=all", "--lint-fatal", *rules, cwd=folder)
    PROMTOOL("test", "rules", *sorted(folder.glob("tests/*.yml")), cwd=folder)
    for config in folder.glob("prometheus*.yml"):
        PROMTOOL("check", "config", config, cwd=folder)
    AMTOOL("check-config", "alertmanager.yml", cwd=folder)
    groups = [group for path in rules for group in yaml.safe_load(path.read_text("utf-8"))["groups"]]
    urls = {rule["annotations"]["runbook_url"] for g in groups for rule in g["rules"] if "alert" in rule}
    assert not {url for url in urls if not folder.parent.joinpath(url).exists()}
