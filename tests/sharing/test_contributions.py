"""What a blueprint of others adds to the files of the compiler: targets, steps, sections, alerts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import yaml

from sharing.conftest import HEAD, ROOT, Team

MANIFEST = """metadata: {name: NAME, version: 1.0.0}
contributes:
  dependencies: {dev: ["acme-lint>=2"]}
  ci_steps:
    - {name: "Audit: who asked?", run: "make audit\\nmake lint"}
  readme:
    - {title: Audits, text: Auditors read the design once a year.}
files: [{path: "**", owner: merged}]
"""
TARGETS = """
.PHONY: audit
audit: setup  ## send the model card to the auditors
	@echo auditing $(DATA)
"""
RULES = """groups:
  - name: acme
    rules:
      - {alert: AcmeQuotaSpent, expr: acme_quota_left == 0, for: 5m, labels: {severity: page}}
"""


def add(team: Team, name: str, manifest: str = MANIFEST, files: dict[str, str] | None = None) -> None:
    folder = team.folder.with_name(name)
    for path, text in (files or {f"template/{name}.md": "x\n"}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "blueprint.yaml").write_text(HEAD + manifest.replace("NAME", name))
    added = team("blueprint", "add", f"../{name}")
    assert added.code == 0, added.text


def test_targets_steps_sections_and_dependencies_stand_in_the_files_of_the_compiler(team: Team) -> None:
    add(team, "acme-audit", files={"template/make/audit.mk": TARGETS})
    assert team.compile().code == 0
    out = team.folder / "out"
    workflow = yaml.safe_load((out / ".github/workflows/ci.yml").read_text())
    (step,) = [s for s in workflow["jobs"]["check"]["steps"] if s.get("name") == "Audit: who asked?"]
    assert step["run"] == "make audit\nmake lint"
    readme = (out / "README.md").read_text()
    assert readme.endswith("\n\n## Audits\n\nAuditors read the design once a year.\n")
    assert '"acme-lint>=2"' in (out / "pyproject.toml").read_text()
    (out / ".venv").mkdir()
    for name in ("requirements.lock", "requirements-dev.lock"):
        (out / name).touch()
    (out / ".venv/installed").touch()
    run = subprocess.run(
        ["make", "--no-print-directory", "audit"], cwd=out, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "auditing data/telco_churn.csv"
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=out, capture_output=True, text=True, check=True
    )
    assert "send the model card to the auditors" in listed.stdout


def test_two_that_contribute_another_value_are_both_named(team: Team) -> None:
    about = "contributes: {audit: {by: NAME}}\n"
    for name in ("acme-audit", "acme-other"):
        add(
            team,
            name,
            MANIFEST[: MANIFEST.index("contributes:")] + about + MANIFEST[MANIFEST.index("files:") :],
        )
    refused = team.compile()
    assert refused.code == 1
    assert "blueprints `acme-audit` and `acme-other` contribute another `audit.by` each" in refused.text
    assert "call one of them otherwise" in refused.text


def test_alerts_are_loaded_beside_those_of_the_compiler(team: Team) -> None:
    rules = 'metadata: {name: NAME, version: 1.0.0}\nfiles: [{path: "**", owner: merged}]\n'
    add(team, "acme-quota", rules, {"template/monitoring/acme_rules.yml": RULES})
    shutil.copytree(ROOT / "examples/telco-churn", team.folder, dirs_exist_ok=True)
    compiled = team.compile()
    assert compiled.code == 0, compiled.text
    loaded = yaml.safe_load((team.folder / "out/monitoring/prometheus.yml").read_text())["rule_files"]
    assert loaded[:2] == ["slo_rules.yml", "health_rules.yml"]
    assert loaded[-1] == "acme_rules.yml"
    assert Path(team.folder / "out/monitoring/acme_rules.yml").read_text() == RULES
