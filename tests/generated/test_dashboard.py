"""The Grafana dashboard: of Grafana's own types, about metrics that the code exports."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generated_support import npm_install

PACKAGES = ("@grafana/schema@12.1.1", "typescript@5.9.2")
OPTIONS = ("--strict", "--noEmit", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")
METRIC = re.compile(r"\b(?:mlservice|mljob)_[a-z_]+")


def complaints(dashboard: str, modules: Path) -> str:
    """Return what the TypeScript compiler says of the dashboard as a value of Grafana's type."""
    literal = re.sub(r'"mode": "(absolute|percentage)"', r'"mode": ThresholdsMode.\1', dashboard)
    literal = literal.replace("Mode.absolute", "Mode.Absolute").replace("Mode.percentage", "Mode.Percentage")
    source = modules.parent / "dashboard.ts"
    source.write_text(
        f'import {{ type Dashboard, ThresholdsMode }} from "@grafana/schema";\n'
        f"export const dashboard: Dashboard = {literal};\n",
        encoding="utf-8",
    )
    command = [str(modules / ".bin" / "tsc"), *OPTIONS, source.name]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=source.parent,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.slow
def test_the_dashboard_has_the_types_of_grafana(churn: Path, tmp_path: Path) -> None:
    modules = npm_install(tmp_path, *PACKAGES)
    text = (churn / "monitoring" / "grafana" / "dashboard.json").read_text("utf-8")
    assert complaints(text, modules) == ""
    assert "error TS" in complaints(text.replace('"schemaVersion": 41', '"schemaVersion": "41"'), modules)


def test_panels_and_alerts_ask_for_metrics_that_are_exported(churn: Path) -> None:
    code = "".join(path.read_text("utf-8") for path in (churn / "src").rglob("*.py"))
    exported = {name.removesuffix("_total") for name in METRIC.findall(code)}
    dashboard = json.loads((churn / "monitoring" / "grafana" / "dashboard.json").read_text("utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    asked += [path.read_text("utf-8") for path in (churn / "monitoring").glob("*_rules.yml")]
    names = {
        re.sub(r"_(total|bucket|sum|count)$", "", name) for text in asked for name in METRIC.findall(text)
    }
    assert names
    assert names - exported == set()
