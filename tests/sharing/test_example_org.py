"""The repository of an organisation in `examples/org`: sound, and used by a team."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from mlsys.sharing.supply import read_collection
from mlsys.testing import cases_of, check_blueprint, check_collection, found_by, rules_in
from mlsys.trust.digest import digest
from sharing.conftest import ROOT, Team

ORG = ROOT / "examples/org"
BLUEPRINT = ORG / "blueprints/acme-databricks"
MODELS = """
import json, sys
from databricks.bundles.jobs import Job
from databricks.bundles.volumes import Volume
resources = json.load(sys.stdin)["resources"]
for job in resources["jobs"].values():
    Job.from_dict(job)
for volume in resources["volumes"].values():
    Volume.from_dict(volume)
"""
"""The publisher's own models of a bundle, which refuse what they do not know."""


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = read_collection(ORG, "acme")
    monkeypatch.setenv("MLSYS_TRUST", f"acme@sha256:{digest(contents)}")


def test_the_rule_of_the_organisation_finds_replicas_that_wait_for_nobody(tmp_path: Path) -> None:
    rule = rules_in(ORG)["ACME101"]
    document = tmp_path / "mlsystem.yaml"
    text = (ROOT / "tests/rules/bases/binary.yaml").read_text()
    found = {}
    for fewest in (3, 4, 5):
        document.write_text(text.replace("replicas: {min: 3, max: 8", f"replicas: {{min: {fewest}, max: 8"))
        found[fewest] = [(d.severity.value, d.message, d.help) for d in found_by(rule, document)]
    told = ("danger", "5 of at most 8 replicas run while nobody asks", "keep 4 or fewer")
    assert found == {3: [], 4: [], 5: [told]}


def test_the_collection_is_not_checked_without_running_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MLSYS_TRUST")
    (problem,) = check_collection(ORG)
    assert "not trusted here" in problem.message


def test_the_collection_is_sound() -> None:
    assert check_collection(ORG) == ()


MISTAKES = [
    ("presets/online-service.yaml", "150ms", "150 sms", "online-service.yaml:8"),
    ("presets/common.yaml", "infra:", "infar:", "presets/common.yaml:6"),
    ("policies/baseline.yaml", "infra.region", "infra.regoin", "policies/baseline.yaml:5"),
    ("mlsys-index.yaml", "online-service:", "offline-service:", "mlsys-index.yaml"),
    ("mlsys-index.yaml", "acme-databricks:", "acme-databrigs:", "has no blueprint.yaml"),
    ("mlsys-index.yaml", "baseline:", "basis:", "`policies/basis.yaml` does not exist"),
    ("blueprints/acme-databricks/blueprint.yaml", "owner: merged", "owner: nobody", "blueprint.yaml:10"),
]


@pytest.mark.parametrize(("path", "before", "after", "told"), MISTAKES, ids=[each[2] for each in MISTAKES])
def test_a_mistake_is_told_before_it_is_published(
    tmp_path: Path, team: Team, path: str, before: str, after: str, told: str
) -> None:
    shutil.copytree(ORG, tmp_path / "org")
    text = (tmp_path / "org" / path).read_text()
    assert before in text
    (tmp_path / "org" / path).write_text(text.replace(before, after))
    outcome = team("source", "check", "../org")
    assert outcome.code == 1
    assert told in outcome.out


def test_a_team_compiles_for_the_target_that_the_organisation_adds(tmp_path: Path, team: Team) -> None:
    shutil.copytree(ORG, tmp_path / "org")
    assert team("source", "add", "../org").code == 0
    assert team("blueprint", "add", "../org/blueprints/acme-databricks").code == 0
    document = team.folder / "mlsystem.yaml"
    document.write_text(document.read_text() + "extends: [acme://presets/scheduled-job@^1]\n")
    compiled = team.compile()
    assert compiled.code == 0, compiled.text
    bundle = yaml.safe_load((team.folder / "out/databricks.yml").read_text())
    assert bundle["resources"]["jobs"]["batch"]["schedule"]["quartz_cron_expression"] == "0 0 4 * * ?"
    traced = json.loads(team("trace", "mlsystem.yaml", "--format", "json").out)
    assert "databricks.yml" in json.dumps(traced)
    document.write_text(document.read_text() + "x-acme: {deploy: datrabicks}\n")
    refused = team("validate", "mlsystem.yaml")
    assert refused.code == 1
    assert "`x-acme.deploy` names no place where acme runs systems" in refused.text


@pytest.mark.slow
def test_the_blueprint_is_sound_and_its_publisher_accepts_the_bundle() -> None:
    assert check_blueprint(BLUEPRINT) == ()
    tool = [
        "uv",
        "run",
        "--quiet",
        "--no-project",
        "--with",
        "databricks-bundles==1.22.1",
        "python",
        "-c",
        MODELS,
    ]
    for case in cases_of(BLUEPRINT):
        bundle = yaml.safe_load(case.render()["databricks.yml"])
        assert {"bundle", "resources", "artifacts", "targets"} <= bundle.keys()
        subprocess.run(tool, input=json.dumps(bundle), text=True, check=True)
        bundle["resources"]["jobs"]["batch"]["timeout_secs"] = 1
        wrong = subprocess.run(tool, check=False, input=json.dumps(bundle), text=True, capture_output=True)
        assert wrong.returncode
