"""Images, compose file, manifests and workflows, judged by the tools that read them, and by each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from generated_support import (
    ACTIONLINT,
    COMPOSE,
    EXAMPLES,
    HADOLINT,
    KUBECTL,
    ZIZMOR,
    compile_to,
    judge_manifests,
    variant,
)

pytestmark = pytest.mark.slow

CHURN = EXAMPLES / "telco-churn" / "mlsystem.yaml"
OVERLAYS = ["staging", "production"]
VARIANTS: dict[str, Mapping[str, Any]] = {
    "as it is": {},
    "least": {"infra": {"platform": "kubernetes"}, "environments": None},
    "fixed number of replicas": {"infra.serving.replicas.max": 3, "environments.staging.overlay": {}},
    "weekly": {
        "infra.training": None,
        "requirements.adaptability.retrain.cadence": "7d",
        "monitoring.drift.every": "7d",
    },
    "by requests": {"infra.serving.replicas.metric": "requests"},
    "blue-green": {"deployment": {"strategy": "blue_green", "watch": "20min"}},
    "rolling": {"deployment": {"strategy": "rolling"}},
    "several at a time": {
        "deployment": {"strategy": "rolling"},
        "requirements.adaptability.rollback.max_time": "20s",
    },
    "shadow": {"deployment": {"strategy": "shadow", "canary": {"share": 0.2, "duration": "12h"}}},
    "fixed number on trial": {"infra.serving.replicas": {"min": 3, "max": 3}, "environments": None},
}
Manifests = list[dict[str, Any]]


@pytest.mark.parametrize("name", VARIANTS)
def test_images_and_compose_file(name: str, tmp_path: Path) -> None:
    spec = variant(CHURN, VARIANTS[name], tmp_path / "spec")
    project = compile_to(spec, tmp_path / "project")
    HADOLINT("deploy/Dockerfile", cwd=project)
    COMPOSE("-f", "deploy/compose.yaml", "config", "-q", cwd=project)


def test_a_service_without_monitoring_needs_no_volume(tmp_path: Path) -> None:
    spec = variant(
        EXAMPLES / "quickstart" / "mlsystem.yaml",
        {"metadata.stage": "pilot", "infra.platform": "local"},
        tmp_path / "spec",
    )
    project = compile_to(spec, tmp_path / "project")
    HADOLINT("deploy/Dockerfile", cwd=project)
    COMPOSE("-f", "deploy/compose.yaml", "config", "-q", cwd=project)
    compose = yaml.safe_load((project / "deploy" / "compose.yaml").read_text("utf-8"))
    assert set(compose["services"]) == {"serve"}


def test_the_image_that_trains_holds_the_simulator(tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / "inventory-policy" / "mlsystem.yaml", tmp_path)
    HADOLINT("deploy/Dockerfile", cwd=project)
    stages = (project / "deploy" / "Dockerfile").read_text("utf-8").split("\nFROM ")
    assert [stage.split()[2] for stage in stages if "COPY shelf.py /app/src/" in stage] == ["train"]
    assert "!shelf.py" in (project / ".dockerignore").read_text("utf-8").splitlines()


@pytest.mark.parametrize("example", ["churn", "quickstart"])
def test_workflows(example: str, request: pytest.FixtureRequest) -> None:
    project = request.getfixturevalue(example)
    workflows = sorted((project / ".github" / "workflows").glob("*.yml"))
    ACTIONLINT(*workflows, cwd=project)
    ZIZMOR("--offline", *workflows, cwd=project)


@pytest.mark.parametrize("name", VARIANTS)
def test_manifests_decode_and_fit_together(name: str, tmp_path: Path) -> None:
    spec = variant(CHURN, VARIANTS[name], tmp_path / "spec")
    base = compile_to(spec, tmp_path / "project") / "deploy" / "kubernetes"
    folders = sorted((base / "overlays").iterdir()) if (base / "overlays").exists() else [base / "base"]
    for folder in folders:
        rendered = tmp_path / f"{folder.name}.yaml"
        rendered.write_text(KUBECTL("kustomize", folder, cwd=base), encoding="utf-8")
        judge_manifests(rendered, base)
        manifests = [m for m in yaml.safe_load_all(rendered.read_text("utf-8")) if m]
        assert not list(faults(manifests))
        decode(manifests, tmp_path / f"{folder.name}-workloads.yaml")


def decode(manifests: Manifests, path: Path, good: int = 0) -> None:
    """Decode workloads into their types, which finds what schemas leave to the server, such as quantities."""
    workloads = [manifest for manifest in manifests if template(manifest)]
    path.write_text(yaml.safe_dump_all(workloads), encoding="utf-8")
    KUBECTL("set", "image", "--local", "-o", "name", "-f", path, "*=x:1", cwd=path.parent, good=(good,))


def test_typed_decoding_finds_a_wrong_quantity(churn: Path, tmp_path: Path) -> None:
    deployment = yaml.safe_load(
        (churn / "deploy" / "kubernetes" / "base" / "deployment.yaml").read_text("utf-8")
    )
    decode([deployment], tmp_path / "good.yaml")
    containers(template(deployment) or {})[0]["resources"]["limits"]["memory"] = "512Mega"
    decode([deployment], tmp_path / "bad.yaml", good=1)


@pytest.mark.parametrize(("records", "drain"), [(100, 11), (100_000, 60)])
def test_the_longest_call_ends_before_its_pod_is_killed(records: int, drain: int, tmp_path: Path) -> None:
    spec = variant(CHURN, {"requirements.reliability.max_records": records}, tmp_path / "spec")
    project = compile_to(spec, tmp_path / "project")
    limits = (project / "src" / "telco_churn" / "serving" / "limits.py").read_text("utf-8")
    assert f"DRAIN_SECONDS: Final = {drain}\n" in limits
    deployment = yaml.safe_load((project / "deploy/kubernetes/base/deployment.yaml").read_text("utf-8"))
    pod = (template(deployment) or {})["spec"]
    forgotten = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert forgotten + drain < pod["terminationGracePeriodSeconds"]
    compose = yaml.safe_load((project / "deploy" / "compose.yaml").read_text("utf-8"))
    assert drain < int(compose["services"]["serve"]["stop_grace_period"].rstrip("s"))


def test_an_overlay_changes_what_its_environment_declares(churn: Path) -> None:
    bounds = {}
    for name in OVERLAYS:
        text = KUBECTL("kustomize", churn / "deploy" / "kubernetes" / "overlays" / name, cwd=churn)
        found = {m["kind"]: m for m in yaml.safe_load_all(text) if m}
        scaler = found["HorizontalPodAutoscaler"]
        bounds[scaler["metadata"]["namespace"]] = (
            scaler["spec"]["minReplicas"],
            scaler["spec"]["maxReplicas"],
        )
    assert bounds == {"telco-churn-staging": (2, 3), "telco-churn-production": (3, 8)}


def test_every_overlay_leaves_its_pods_in_the_region(churn: Path) -> None:
    for name in OVERLAYS:
        text = KUBECTL("kustomize", churn / "deploy" / "kubernetes" / "overlays" / name, cwd=churn)
        pods = [pod for m in yaml.safe_load_all(text) if (pod := template(m))]
        assert len(pods) == 10, "the service, the exporter, five jobs, and three that wait for a person"
        assert all("topology.kubernetes.io/region" in str(pod["spec"]["affinity"]) for pod in pods)


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("Service", "spec", "selector"), {"app.kubernetes.io/component": "nobody"}, "selects no pod"),
        (("Service", "spec", "ports", 0, "targetPort"), "grpc", "no port"),
        (("PodDisruptionBudget", "spec", "maxUnavailable"), 99, "disruption"),
        (("HorizontalPodAutoscaler", "spec", "scaleTargetRef", "name"), "nobody", "scales"),
        (("CronJob", "spec", "schedule"), "61 2 * * *", "schedule"),
        (("AnalysisTemplate", "metadata", "name"), "nobody", "AnalysisTemplate"),
        (("Rollout", "spec", "workloadRef", "name"), "nobody", "Deployment"),
        (("ConfigMap", "metadata", "name"), "nobody", "ConfigMap"),
        (("PersistentVolumeClaim", "metadata", "name"), "nobody", "PersistentVolumeClaim"),
    ],
)
def test_the_cross_check_can_fail(churn: Path, path: tuple[Any, ...], value: object, fault: str) -> None:
    text = KUBECTL("kustomize", churn / "deploy" / "kubernetes" / "overlays" / "production", cwd=churn)
    manifests = [m for m in yaml.safe_load_all(text) if m]
    place: Any = next(m for m in manifests if m["kind"] == path[0])
    for step in path[1:-1]:
        place = place[step]
    place[path[-1]] = value
    assert any(fault in found for found in faults(manifests))


def faults(manifests: Manifests) -> Iterator[str]:
    """What schemas cannot see: references between manifests that lead nowhere."""
    pods = [pod for manifest in manifests if (pod := template(manifest))]
    names = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    for manifest in manifests:
        kind, spec = manifest["kind"], manifest.get("spec", {})
        where = f"{kind}/{manifest['metadata']['name']}"
        wanted = selector(kind, spec)
        chosen = [p for p in pods if wanted is not None and wanted.items() <= p["metadata"]["labels"].items()]
        if wanted is not None and not chosen:
            yield f"{where} selects no pod"
        if kind == "Service":
            ports = {
                port.get("name") for pod in chosen for c in containers(pod) for port in c.get("ports", [])
            }
            yield from (
                f"{where}: no port {p['targetPort']}" for p in spec["ports"] if p["targetPort"] not in ports
            )
        if kind == "HorizontalPodAutoscaler":
            target = spec["scaleTargetRef"]
            if (target["kind"], target["name"]) not in names:
                yield f"{where} scales nothing"
        if kind == "PodDisruptionBudget" and spec["maxUnavailable"] >= fewest(manifests):
            yield f"{where}: a disruption may take every replica"
        if kind == "Rollout":
            yield from (f"{where}: {missing}" for missing in tried_by(spec) if missing not in names)
        if kind == "CronJob" and not schedule_holds(spec["schedule"]):
            yield f"{where}: schedule {spec['schedule']}"
    for pod in pods:
        yield from (f"{missing} does not exist" for missing in references(pod) if missing not in names)


def tried_by(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a Rollout refers to: the workload of its pods, the services it narrows, its analyses."""
    yield spec["workloadRef"]["kind"], spec["workloadRef"]["name"]
    strategy: dict[str, Any] = spec["strategy"].get("canary") or spec["strategy"]["blueGreen"]
    yield from (("Service", value) for key, value in strategy.items() if key.endswith("Service"))
    analyses = [step["analysis"] for step in strategy.get("steps", []) if "analysis" in step]
    analyses += [value for key, value in strategy.items() if key.endswith("Analysis")]
    for analysis in analyses:
        yield from (("AnalysisTemplate", each["templateName"]) for each in analysis["templates"])


def template(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """The pod template of a workload, with the labels under which its pods are found."""
    spec = manifest.get("spec", {})
    found: dict[str, Any] | None = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get(
        "template"
    )
    return found


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pod["spec"]["containers"]
    return found


def selector(kind: str, spec: dict[str, Any]) -> dict[str, str] | None:
    chosen: dict[str, str] | None = None
    if kind == "Service":
        chosen = spec["selector"]
    elif kind in {"Deployment", "PodDisruptionBudget"}:
        chosen = spec["selector"]["matchLabels"]
    elif kind == "NetworkPolicy":
        chosen = spec["podSelector"]["matchLabels"]
    return chosen


def references(pod: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "ServiceAccount", pod["spec"]["serviceAccountName"]
    for container in containers(pod):
        for source in container.get("envFrom", []):
            if "configMapRef" in source:
                yield "ConfigMap", source["configMapRef"]["name"]
            elif not source["secretRef"].get("optional"):
                yield "Secret", source["secretRef"]["name"]
    for volume in pod["spec"].get("volumes", []):
        if claim := volume.get("persistentVolumeClaim"):
            yield "PersistentVolumeClaim", claim["claimName"]


def fewest(manifests: Manifests) -> int:
    scaled = [m["spec"]["minReplicas"] for m in manifests if m["kind"] == "HorizontalPodAutoscaler"]
    fixed = [m["spec"].get("replicas", 1) for m in manifests if m["kind"] in {"Deployment", "Rollout"}]
    return min(scaled) if scaled else max(fixed)


def schedule_holds(schedule: str) -> bool:
    limits = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]
    fields = schedule.split()
    return len(fields) == 5 and all(
        field == "*" or low <= int(field) <= high for field, (low, high) in zip(fields, limits, strict=True)
    )
