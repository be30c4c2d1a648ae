"""`mlsys plan` says what compile does, and what it costs."""

from __future__ import annotations

import json
import random
import shutil

import pytest

from mlsys.cli import exits
from mlsys.cli.app import run
from project_support import snapshot
from updating_support import edit

CHANGES = (
    ("0..120", "0..240"),
    ("pr_auc", "roc_auc"),
    ("min: 0.5", "min: 0.55"),
    ("tenure", "months"),
    ("quick-churn", "slow-churn"),
)


@pytest.fixture
def project(mlsys, spec, tmp_path):
    folder = tmp_path / "project"
    assert mlsys("compile", spec, "-o", folder).code == exits.CLEAN
    return folder


def test_consequences_are_told_for_each_field(mlsys, spec, project):
    edit(spec, "0..120", "0..60")
    outcome = mlsys("plan", spec, "-o", project)
    assert 'data.features.tenure.range  "0..120"  →  "0..60"  api-break' in outcome.out
    assert (
        "    breaks consumers of the predictions and producers of the data: `tenure` accepts" in outcome.out
    )
    (field,) = json.loads(mlsys("plan", spec, "-o", project, "--format", "json").out)["fields"]
    assert field["impact"] == "api-break"
    assert "consumers must change" in field["consequences"]


def test_markdown_for_a_pull_request(mlsys, spec, project):
    edit(spec, "0..120", "0..60")
    out = mlsys("plan", spec, "-o", project, "--format", "markdown", "--diff").out
    assert out.startswith("### mlsys plan: ")
    assert '| `data.features.tenure.range` | `"0..120"` | `"0..60"` | api-break |' in out
    assert "+    tenure: {type: integer, range: 0..60}" in out
    assert out.count("<details>") == out.count("</details>") == 2


def test_numbers_that_are_derived_anew_are_told(mlsys, root, tmp_path):
    folder = tmp_path / "source"
    shutil.copytree(root / "examples/telco-churn", folder)
    spec = folder / "mlsystem.yaml"
    edit(spec, "stage: production", "stage: pilot")
    assert mlsys("compile", spec, "-o", tmp_path / "p").code == exits.CLEAN
    edit(spec, "threshold: 100ms, objective: 99%", "threshold: 100ms, objective: 98%")
    data = json.loads(mlsys("plan", spec, "-o", tmp_path / "p", "--format", "json").out)
    (field,) = data["fields"]
    assert field["direction"] == "loosened"
    phrases = "; ".join(field["consequences"])
    assert "slo.latency.error_budget" in phrases
    assert "breaks consumers" in phrases
    assert "alert" in phrases


def random_life(chance: random.Random, spec, project) -> None:
    """Change the document and the project at random."""
    for old, new in chance.sample(CHANGES, chance.randint(0, 2)):
        spec.write_text(spec.read_text().replace(old, new))
    files = [path for path in sorted(project.rglob("*")) if path.is_file() and ".mlsys" not in path.parts]
    files = [path for path in files if path.name != "mlsystem.lock"]
    for path in chance.sample(files, chance.randint(0, 6)):
        if chance.random() < 0.3:
            path.unlink()
        else:
            lines = path.read_bytes().split(b"\n")
            lines.insert(chance.randrange(len(lines) + 1), b"# mine %d" % chance.randrange(9999))
            path.write_bytes(b"\n".join(lines))


@pytest.mark.parametrize("seed", range(8))
def test_compile_does_what_the_plan_says(spec, project, capsys, seed):
    chance = random.Random(seed)
    random_life(chance, spec, project)
    capsys.readouterr()
    planned = run(["plan", str(spec), "-o", str(project), "--format", "json"])
    out = capsys.readouterr().out
    if planned == exits.FINDINGS and not out:
        return
    files = {item["path"]: item["action"] for item in json.loads(out)["files"]}
    before = snapshot(project, state=False)
    assert run(["compile", str(spec), "-o", str(project)]) in (exits.CLEAN, exits.FINDINGS)
    after = snapshot(project, state=False)
    made = {path for path in after if path not in before and not path.endswith("/")}
    gone = {path for path in before if path not in after and not path.endswith("/")}
    changed = {path for path in after if path in before and before[path] != after[path]}
    assert made == {path for path, action in files.items() if action == "create"}
    assert gone == {path for path, action in files.items() if action == "delete"}
    assert changed - {p for p, a in files.items() if a == "conflict"} == {
        path for path, action in files.items() if action in ("update", "merge")
    }
    assert json.loads(out)["pending"] or not (made | gone | changed)
